/** Brings usage from the spool into sums by day and function. */
import type { Ids } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import type { InvocationUsage } from '../runtime/function-version.ts';
import type { Entry, Key, Store } from '../storage/store.ts';
import { SUMS_PER_COMMIT } from './limits.ts';
import { loadOf } from './load-ingest.ts';
import { decodeUsage } from './sink.ts';
import { ingestedRecord, KNOWN_REGION, keys, sumRecord, type UsageSum } from './store.ts';

/** One entry as the spool hands it over. */
export interface SpooledEntry {
  readonly payload: Uint8Array;
  /** Its place in the spool, never used again; text order is the order of writing. */
  readonly mark: string;
}

export interface IngestParts {
  readonly telemetry: Store;
  readonly ids: Ids;
  readonly log: Log;
  /** After each commit, with the new sum of every day and function in it. */
  readonly summed?: (sum: DaySum) => void;
}

export interface DaySum {
  readonly accountId: string;
  readonly region: string;
  readonly day: string;
  readonly functionName: string;
  readonly sum: UsageSum;
}

/**
 * May be called again with entries that were counted, wholly or in part: how far the sums go is written with them, in
 * one commit. Throws where the store cannot be written; nothing is lost if it is called again.
 */
export async function ingestUsage(parts: IngestParts, entries: readonly SpooledEntry[]): Promise<void> {
  const { telemetry, ids } = parts;
  const ingested = await telemetry.get(keys.ingested());
  const last = ingested ? ingestedRecord.decode(ingested.value).mark : '';
  let version = ingested?.version ?? null;
  for (const batch of batchesOf(parts.log, entries, last)) {
    const days = [...batch.days.values()];
    const found = await telemetry.getMany(days.map(({ key }) => key));
    const sums = days.map(({ usages }, at) => plusUsages(found[at], usages));
    const load = await loadOf(
      telemetry,
      days.flatMap(({ usages }) => usages),
    );
    const committed = await telemetry.commit({
      id: ids.uuid(),
      checks: [{ key: keys.ingested(), version }],
      sets: [
        { key: keys.ingested(), value: ingestedRecord.encode({ mark: batch.mark }) },
        ...days.map(({ key }, at) => ({ key, value: sumRecord.encode(sums[at] ?? NOTHING) })),
        ...load,
        ...regionsIn(days.filter((_, at) => !found[at])),
      ],
    });
    version = committed.version;
    for (const [at, { accountId, region, day, functionName }] of days.entries()) {
      parts.summed?.({ accountId, region, day, functionName, sum: sums[at] ?? NOTHING });
    }
  }
}

interface DayOfFunction {
  readonly key: Key;
  readonly accountId: string;
  readonly region: string;
  readonly day: string;
  readonly functionName: string;
  readonly usages: InvocationUsage[];
}

interface Batch {
  readonly days: Map<string, DayOfFunction>;
  /** Of the last entry in it. */
  mark: string;
}

function* batchesOf(log: Log, entries: readonly SpooledEntry[], last: string): Generator<Batch> {
  let batch: Batch = { days: new Map(), mark: last };
  for (const { payload, mark } of entries) {
    if (mark <= last) continue;
    batch.mark = mark;
    const usage = decodeOrSkip(log, payload, mark);
    if (usage) addTo(batch.days, usage);
    if (batch.days.size < SUMS_PER_COMMIT) continue;
    yield batch;
    batch = { days: new Map(), mark };
  }
  if (batch.days.size > 0) yield batch;
}

function decodeOrSkip(log: Log, payload: Uint8Array, mark: string): InvocationUsage | undefined {
  try {
    return decodeUsage(payload);
  } catch (error) {
    log.error('metering: an entry of the spool cannot be read and is left out', error, { mark });
    return undefined;
  }
}

function addTo(days: Map<string, DayOfFunction>, usage: InvocationUsage): void {
  const { accountId, region, functionName, startedAtMs } = usage;
  const day = dayOf(startedAtMs);
  const key = keys.sum(accountId, region, day, functionName);
  const name = JSON.stringify(key);
  const found = days.get(name) ?? { key, accountId, region, day, functionName, usages: [] };
  found.usages.push(usage);
  days.set(name, found);
}

const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

/** Each region once. */
function regionsIn(days: readonly DayOfFunction[]): { key: Key; value: Uint8Array }[] {
  const found = new Map(
    days.map(({ accountId, region }) => [`${accountId} ${region}`, keys.region(accountId, region)]),
  );
  return [...found.values()].map((key) => ({ key, value: KNOWN_REGION }));
}

function plusUsages(entry: Entry | undefined, usages: readonly InvocationUsage[]): UsageSum {
  return usages.reduce(plus, entry ? sumRecord.decode(entry.value) : NOTHING);
}

export const NOTHING: UsageSum = {
  invocations: 0,
  inits: 0,
  initMs: 0,
  durationMs: 0,
  billedMs: 0,
  billedMbMs: 0,
  maxMemoryUsedMb: 0,
  bytesIn: 0,
  bytesOut: 0,
  handledErrors: 0,
  unhandledErrors: 0,
  timeouts: 0,
  outOfMemory: 0,
};

/** Of /tmp, in every function's price: https://aws.amazon.com/lambda/pricing/, 2026-11-24. */
const FREE_STORAGE_MB = 512;

function plus(sum: UsageSum, usage: InvocationUsage): UsageSum {
  const one = (outcome: InvocationUsage['outcome']): number => (usage.outcome === outcome ? 1 : 0);
  return {
    invocations: sum.invocations + 1,
    inits: sum.inits + (usage.initDurationMs === undefined ? 0 : 1),
    initMs: rounded(sum.initMs + (usage.initDurationMs ?? 0)),
    durationMs: rounded(sum.durationMs + usage.durationMs),
    billedMs: sum.billedMs + usage.billedMs,
    billedMbMs: sum.billedMbMs + usage.billedMs * usage.memoryMb,
    ephemeralMbMs:
      (sum.ephemeralMbMs ?? 0) + usage.billedMs * Math.max(0, (usage.ephemeralStorageMb ?? 0) - FREE_STORAGE_MB),
    maxMemoryUsedMb: Math.max(sum.maxMemoryUsedMb, usage.maxMemoryUsedMb),
    bytesIn: sum.bytesIn + usage.bytesIn,
    bytesOut: sum.bytesOut + usage.bytesOut,
    handledErrors: sum.handledErrors + one('handled'),
    unhandledErrors: sum.unhandledErrors + one('unhandled'),
    timeouts: sum.timeouts + one('timeout'),
    outOfMemory: sum.outOfMemory + one('oom'),
  };
}

/** Hundredths are all that was measured; sums of many would else show the noise of binary fractions. */
const rounded = (ms: number): number => Math.round(ms * 100) / 100;
