/**
 * Brings audit records from the spool into the telemetry store, in blocks by account and region; and keeps denials
 * where `virga explain` finds them by their request id. Old records and denials are removed as new ones come.
 */
import type { Clock } from '../kit/clock.ts';
import type { Ids } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import { jsonRecord } from '../storage/record.ts';
import type { Append, Entry, Key, Store } from '../storage/store.ts';
import { AUDIT_KIND, type AuditRecord, auditRecord, auditStream } from './audit.ts';
import { oldEntries } from './audit-trim.ts';
import {
  AUDIT_BATCH_BYTES_MAX,
  AUDIT_BATCH_RECORDS_MAX,
  AUDIT_BLOCK_BYTES_MAX,
  AUDIT_BLOCKS_MAX,
  AUDIT_TRIM_COUNT,
  AUDIT_TRIM_EVERY,
  DENIALS_MAX,
} from './limits.ts';

export interface AuditParts {
  readonly telemetry: Store;
  readonly spool: {
    ingest(kind: string, handler: (entries: readonly SpooledEntry[]) => Promise<void>): void;
    drain(): Promise<void>;
  };
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** `mark` is its place in the spool; text order is the order of writing. */
interface SpooledEntry {
  readonly payload: Uint8Array;
  readonly mark: string;
}

export interface Audit {
  /** Also of a moment ago. Undefined where no call of that id was denied in this account, or it is long ago. */
  findDenial(accountId: string, requestId: string): Promise<AuditRecord | undefined>;
}

const blockRecord = jsonRecord<readonly AuditRecord[]>({ name: 'audit.block', version: 1 });
const denialIndexRecord = jsonRecord<DenialIndex>({ name: 'audit.denial-index', version: 1 });
const markRecord = jsonRecord<{ mark: string }>({ name: 'audit.mark', version: 1 });

interface DenialIndex {
  readonly accountId: string;
  readonly requestId: string;
  readonly timeMs: number;
}

/** The last entry that was brought in: entries may come again. */
const MARK: Key = ['system', 'audit-mark'];
const DENIALS: Key = ['system', 'audit-denials'];

function denialKey(accountId: string, requestId: string): Key {
  return ['system', 'audit-denial', accountId, requestId];
}

export function openAudit(parts: AuditParts): Audit {
  const { spool, telemetry } = parts;
  spool.ingest(AUDIT_KIND, (entries) => ingest(parts, entries));
  return {
    async findDenial(accountId, requestId) {
      await spool.drain();
      const entry = await telemetry.get(denialKey(accountId, requestId));
      return entry && auditRecord.decode(entry.value);
    },
  };
}

async function ingest(parts: AuditParts, entries: readonly SpooledEntry[]): Promise<void> {
  const sized = entries.map((entry) => ({ ...entry, sizeBytes: entry.payload.length }));
  for (const batch of split(sized, AUDIT_BATCH_BYTES_MAX)) await ingestBatch(parts, batch);
}

/** Parts of at most so many bytes, and of the most records of a batch; a larger item is a part of its own. */
function split<Item extends { readonly sizeBytes: number }>(items: readonly Item[], bytesMax: number): Item[][] {
  const parts: Item[][] = [];
  let bytes = 0;
  for (const item of items) {
    bytes += item.sizeBytes;
    const part = parts.at(-1);
    if (part && part.length < AUDIT_BATCH_RECORDS_MAX && bytes <= bytesMax) part.push(item);
    else {
      parts.push([item]);
      bytes = item.sizeBytes;
    }
  }
  return parts;
}

async function ingestBatch(parts: AuditParts, entries: readonly SpooledEntry[]): Promise<void> {
  const { telemetry, ids } = parts;
  const seen = await telemetry.get(MARK);
  const seenMark = seen ? markRecord.decode(seen.value).mark : '';
  const fresh = entries.filter(({ mark }) => mark > seenMark);
  const mark = fresh.at(-1)?.mark;
  if (mark === undefined) return;
  const records = fresh.flatMap((entry) => decode(parts.log, entry));
  const blocks = split(records, AUDIT_BLOCK_BYTES_MAX).flatMap(blocksOf);
  const denied = records.flatMap(({ record }) => (record.denial === undefined ? [] : [record]));
  const sets = denied.map((record) => ({
    key: denialKey(record.accountId, record.requestId),
    value: auditRecord.encode(record),
  }));
  const { appended } = await telemetry.commit({
    id: ids.uuid(),
    checks: [{ key: MARK, version: seen?.version ?? null }],
    sets: [{ key: MARK, value: markRecord.encode({ mark }) }, ...sets],
    appends: [...blocks, ...denied.map(denialAppend)],
  });
  await trimBlocks(parts, blocks, appended);
  if (denied.length > 0) await trimDenials(parts, appended.at(-1) ?? 0n, denied.length);
}

interface SizedRecord {
  readonly record: AuditRecord;
  readonly sizeBytes: number;
}

function decode(log: Log, { payload, mark }: SpooledEntry): SizedRecord[] {
  try {
    return [{ record: auditRecord.decode(payload), sizeBytes: payload.length }];
  } catch (error) {
    log.error('audit: an entry of the spool cannot be read and is left out', error, { mark });
    return [];
  }
}

/** By account and region; explanations stand with the denials only. */
function blocksOf(sized: readonly SizedRecord[]): Append[] {
  const records = sized.map(({ record }): AuditRecord => ({ ...record, denial: undefined }));
  const groups = Map.groupBy(records, ({ accountId, region }) => JSON.stringify([accountId, region]));
  return [...groups.values()].flatMap((group) => {
    const { accountId = '', region = '' } = group[0] ?? {};
    return [{ stream: auditStream(accountId, region), value: blockRecord.encode(group) }];
  });
}

function denialAppend({ accountId, requestId, timeMs }: AuditRecord): Append {
  return { stream: DENIALS, value: denialIndexRecord.encode({ accountId, requestId, timeMs }) };
}

async function trimBlocks(parts: AuditParts, blocks: readonly Append[], appended: readonly bigint[]): Promise<void> {
  const { telemetry, clock, ids } = parts;
  for (const [index, { stream }] of blocks.entries()) {
    const newest = appended[index] ?? 0n;
    if (newest % AUDIT_TRIM_EVERY !== 0n) continue;
    const timeOf = ({ value }: Entry): number => blockRecord.decode(value).at(-1)?.timeMs ?? 0;
    const bounds = { newest, most: AUDIT_BLOCKS_MAX, limit: AUDIT_TRIM_COUNT, timeOf };
    const old = await oldEntries(telemetry, clock, stream, bounds);
    if (old.length > 0) await telemetry.commit({ id: ids.uuid(), deletes: old.map(({ key }) => key) });
  }
}

/** Removes more than came, so that it catches up. */
async function trimDenials({ telemetry, clock, ids }: AuditParts, newest: bigint, added: number): Promise<void> {
  const limit = Math.min(1_000, added + AUDIT_TRIM_COUNT);
  const timeOf = ({ value }: Entry): number => denialIndexRecord.decode(value).timeMs;
  const old = await oldEntries(telemetry, clock, DENIALS, { newest, most: DENIALS_MAX, limit, timeOf });
  if (old.length === 0) return;
  const deletes = old.flatMap(({ key, value }) => {
    const { accountId, requestId } = denialIndexRecord.decode(value);
    return [key, denialKey(accountId, requestId)];
  });
  await telemetry.commit({ id: ids.uuid(), deletes });
}
