/**
 * Brings what waits into the target buckets, from time to time: "server access log records are delivered on a best-effort
 * basis" (user guide, ServerLogs, 2026-11-28). What was written and not yet crossed off when the process was killed comes
 * twice, in two objects.
 */
import type { Clock } from '../../../kit/clock.ts';
import type { Ids } from '../../../kit/ids.ts';
import type { Log } from '../../../kit/log.ts';
import type { Entry, Key, Store } from '../../../storage/store.ts';
import { isTemporary } from '../../../wire/failure.ts';
import type { Bucket, BucketCache } from '../bucket-cache.ts';
import { readConfig } from '../configs.ts';
import { ACCESS_DELIVERY_MS, ACCESS_LINES_PAGE } from '../limits.ts';
import type { LoggingEnabled } from '../model.ts';
import { type LoggedAccess, loggedAccessRecord, accessKeys } from '../store-access-logs.ts';

export interface DeliveryOptions {
  readonly buckets: BucketCache;
  readonly telemetry: Store;
  readonly put: (
    bucket: { readonly bucket: string; readonly owner: string },
    key: string,
    bytes: Uint8Array,
  ) => Promise<unknown>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export class AccessLogDelivery {
  readonly #options: DeliveryOptions;
  #cancel: () => void = () => undefined;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, log } = this.#options;
    this.#cancel = clock.after(ACCESS_DELIVERY_MS, () => {
      this.#running = this.deliver()
        .catch((error: unknown) => log.error('s3: access logs are delivered in a while', error))
        .then(() => {
          if (!this.#closed) this.start();
        });
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#running;
  }

  /** What waits, bucket by bucket. Rejects where it has to wait longer; nothing is lost then. */
  async deliver(): Promise<void> {
    const { telemetry, ids } = this.#options;
    const prefix = accessKeys.lines();
    // As nearly always there is none, for which no thread need be started.
    const { entries: found } = await telemetry.range({ prefix, limit: 1 });
    let isMore = found.length > 0;
    let after: Key | undefined;
    while (isMore && !this.#closed) {
      const page = await telemetry.range({ prefix, limit: ACCESS_LINES_PAGE, ...(after && { after }) });
      const bucketId = String(page.entries[0]?.key.at(-2));
      const own = page.entries.filter(({ key }) => key.at(-2) === bucketId);
      if (own.length === 0) return;
      await this.#deliverOrDrop(own);
      await telemetry.commit({ id: ids.uuid(), deletes: own.map(({ key }) => key) });
      isMore = page.next !== undefined || own.length < page.entries.length;
      // What comes meanwhile to a bucket that had no full page is of the next time.
      if (own.length < page.entries.length) after = accessKeys.behind(bucketId);
    }
  }

  async #deliverOrDrop(entries: readonly Entry[]): Promise<void> {
    const { log } = this.#options;
    const lines = entries.flatMap((entry) => this.#decode(entry));
    const [first] = lines;
    if (!first) return;
    const fields = { bucket: first.bucket, lines: lines.length };
    try {
      const why = await this.#deliver(first, lines);
      if (why !== undefined) log.warn(`s3: lines of an access log were dropped: ${why}`, fields);
    } catch (error) {
      if (isTemporary(error)) throw error;
      log.error('s3: lines of an access log were dropped: they could not be put', error, fields);
    }
  }

  /** Of one bucket. Returns why they can go nowhere. */
  async #deliver({ bucket, bucketId }: LoggedAccess, lines: readonly LoggedAccess[]): Promise<string | undefined> {
    const { buckets, put, clock, ids } = this.#options;
    const source = await buckets.get(bucket);
    if (source?.record.id !== bucketId) return 'the bucket is gone';
    const logging = await readConfig<LoggingEnabled>(source, 'logging');
    if (!logging) return 'access logs were switched off';
    const target = await targetOf(buckets, source, logging);
    if (!target) return 'the target bucket is gone, or somebody else has it';
    const { accountId: owner } = target.record;
    const [{ mayDeliver }, { byObject }] = await Promise.all([import('./may-deliver.ts'), import('./object-names.ts')]);
    for (const { key, body } of byObject(source.record, logging, lines, { nowMs: clock.nowMs(), ids })) {
      if (!(await mayDeliver(source, target, key))) {
        return `the policy of ${logging.TargetBucket} does not allow logging.s3.amazonaws.com to put objects there`;
      }
      await put({ bucket: logging.TargetBucket, owner }, key, Buffer.from(body));
    }
    return undefined;
  }

  #decode({ key, value }: Entry): LoggedAccess[] {
    try {
      return [loggedAccessRecord.decode(value)];
    } catch (error) {
      this.#options.log.error('s3: a line of an access log cannot be read and is left out', error, {
        number: String(key.at(-1)),
      });
      return [];
    }
  }
}

async function targetOf(
  buckets: BucketCache,
  { record: { accountId, region } }: Bucket,
  { TargetBucket }: LoggingEnabled,
): Promise<Bucket | undefined> {
  const target = await buckets.get(TargetBucket);
  return target?.record.accountId === accountId && target.record.region === region ? target : undefined;
}
