/** Takes note of the requests to buckets that have an access log, and brings the notes from the spool to where they wait. */
import type { Clock } from '../../../kit/clock.ts';
import type { Ids } from '../../../kit/ids.ts';
import type { Log } from '../../../kit/log.ts';
import type { AnsweredRequest, AccessLog } from '../../service.ts';
import type { Append, Store } from '../../../storage/store.ts';
import type { BucketCache } from '../bucket-cache.ts';
import { ACCESS_ENTRIES_MAX } from '../limits.ts';
import { ACCESS_KIND, accessKeys, accessMarkRecord, loggedAccessRecord } from '../store-access-logs.ts';
import { accessLine } from './line.ts';

export interface AccessSpool {
  append(kind: string, payload: Uint8Array): void;
  ingest(kind: string, handler: (entries: readonly SpooledAccess[]) => Promise<void>): void;
}

interface SpooledAccess {
  readonly payload: Uint8Array;
  readonly mark: string;
}

export interface AccessLogOptions {
  readonly buckets: BucketCache;
  readonly spool: AccessSpool;
  readonly telemetry: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export function openAccessLog(options: AccessLogOptions): AccessLog {
  const { buckets, spool, clock, log } = options;
  spool.ingest(ACCESS_KIND, (entries) => ingest(options, entries));
  return {
    // Whoever was asked for an object has loaded its bucket.
    isOf: (name) => buckets.peek(name)?.record.configs.includes('logging') ?? false,
    add(access: AnsweredRequest) {
      const record = buckets.peek(access.bucket)?.record;
      if (!record) return;
      const timeMs = clock.nowMs() - Math.round(access.totalMs);
      const line = accessLine(record, access, timeMs);
      try {
        const logged = { bucket: record.name, bucketId: record.id, timeMs, line };
        spool.append(ACCESS_KIND, loggedAccessRecord.encode(logged));
      } catch (error) {
        log.error('s3: a line of an access log could not be written', error, { bucket: record.name });
      }
    },
  };
}

async function ingest(options: AccessLogOptions, entries: readonly SpooledAccess[]): Promise<void> {
  for (let from = 0; from < entries.length; from += ACCESS_ENTRIES_MAX) {
    await ingestSome(options, entries.slice(from, from + ACCESS_ENTRIES_MAX));
  }
}

/** Entries may come again: what is behind the mark was brought in. */
async function ingestSome(options: AccessLogOptions, entries: readonly SpooledAccess[]): Promise<void> {
  const { telemetry, ids } = options;
  const seen = await telemetry.get(accessKeys.mark());
  const seenMark = seen ? accessMarkRecord.decode(seen.value).mark : '';
  const fresh = entries.filter(({ mark }) => mark > seenMark);
  const mark = fresh.at(-1)?.mark;
  if (mark === undefined) return;
  await telemetry.commit({
    id: ids.uuid(),
    checks: [{ key: accessKeys.mark(), version: seen?.version ?? null }],
    sets: [{ key: accessKeys.mark(), value: accessMarkRecord.encode({ mark }) }],
    appends: fresh.flatMap((entry) => appendOf(options, entry)),
  });
}

function appendOf({ log }: AccessLogOptions, { payload, mark }: SpooledAccess): Append[] {
  try {
    return [{ stream: accessKeys.linesOf(loggedAccessRecord.decode(payload).bucketId), value: payload }];
  } catch (error) {
    log.error('s3: an entry of the spool cannot be read and is left out', error, { mark });
    return [];
  }
}
