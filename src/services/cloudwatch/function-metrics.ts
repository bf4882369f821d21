/**
 * The metrics that Lambda publishes by itself, in AWS/Lambda: of each invocation from its usage record, as the spool
 * brings it; of what has none (throttles, concurrency, asynchronous events) from counts kept in memory for a second.
 */
import type { Clock } from '../../kit/clock.ts';
import type { Log } from '../../kit/log.ts';
import { decodeUsage } from '../../metering/sink.ts';
import type { InvocationUsage } from '../../runtime/function-version.ts';
import { RecordDamagedError, type Store } from '../../storage/store.ts';
import {
  COUNTED_FUNCTIONS_MAX,
  COUNTS_EVERY_MS,
  GROUPS_PER_COMMIT,
  MINUTE_MS,
  POINTS_PER_COMMIT,
  USAGES_PER_BATCH,
} from './limits.ts';
import { type Aggregate, ofValue, ofValues } from './metrics/aggregate.ts';
import type { Unit } from './metrics/units.ts';
import type { MetricWriter, Point } from './metrics/writer.ts';
import { type DimensionPair, ingestedRecord, metricKeys, type Place } from './store.ts';

export const LAMBDA_NAMESPACE = 'AWS/Lambda';

/** One entry of the spool's kind `usage`. */
export interface SpooledUsage {
  readonly payload: Uint8Array;
  /** Its place in the spool, never used again; text order is the order of writing. */
  readonly mark: string;
}

export interface CountedFunction extends Place {
  readonly functionName: string;
  /** `$LATEST` where absent. */
  readonly version?: string;
}

/** Counts that no usage record carries. */
export type FunctionCount =
  | 'Throttles'
  | 'AsyncEventsReceived'
  | 'AsyncEventsDropped'
  | 'DeadLetterErrors'
  | 'DestinationDeliveryFailures';

export interface FunctionMetrics {
  /** May be called again with entries that were counted: how far it came is kept with what it wrote, in one commit. */
  ingest(entries: readonly SpooledUsage[]): Promise<void>;
  /** One more of these. Written within a second; a kill -9 loses that second's. */
  count(what: FunctionCount, of: CountedFunction): void;
  /** So many of the function, and of the account in the region, run now; called when one begins. */
  running(of: CountedFunction, count: number, countOfAccount: number): void;
}

export interface FunctionMetricsParts {
  readonly telemetry: Store;
  readonly writer: MetricWriter;
  readonly clock: Clock;
  readonly log: Log;
}

interface Counts {
  readonly of: CountedFunction;
  readonly atMs: number;
  readonly counts: Map<FunctionCount, number>;
  running: number;
}

export class SpooledFunctionMetrics implements FunctionMetrics {
  readonly #parts: FunctionMetricsParts;
  #counts = new Map<string, Counts>();
  /** The most that ran in an account and region. */
  #running = new Map<string, { readonly place: Place; readonly atMs: number; running: number }>();
  #cancel: (() => void) | undefined;
  #lost = 0;

  constructor(parts: FunctionMetricsParts) {
    this.#parts = parts;
  }

  async ingest(entries: readonly SpooledUsage[]): Promise<void> {
    const { writer } = this.#parts;
    const last = await this.#lastMark();
    const left = entries.filter(({ mark }) => mark > last);
    let groups = new Map<string, UsageGroup>();
    let usages = 0;
    for (const [at, entry] of left.entries()) {
      const usage = this.#decoded(entry);
      if (usage) addUsage(groups, usage);
      const isFull = groups.size >= GROUPS_PER_COMMIT || ++usages >= USAGES_PER_BATCH;
      if (!isFull && at < left.length - 1) continue;
      await writer.write([...groups.values()].flatMap(usagePoints), entry.mark);
      groups = new Map();
      usages = 0;
    }
  }

  count(what: FunctionCount, of: CountedFunction): void {
    const counts = this.#countsOf(of);
    if (counts) counts.counts.set(what, (counts.counts.get(what) ?? 0) + 1);
  }

  running(of: CountedFunction, count: number, countOfAccount: number): void {
    const counts = this.#countsOf(of);
    if (!counts) return;
    counts.running = Math.max(counts.running, count);
    const { accountId, region } = of;
    const key = `${accountId} ${region} ${counts.atMs}`;
    const account = this.#running.get(key) ?? { place: { accountId, region }, atMs: counts.atMs, running: 0 };
    account.running = Math.max(account.running, countOfAccount);
    this.#running.set(key, account);
  }

  /** Writes what is counted so far. */
  async flush(): Promise<void> {
    const { writer, log } = this.#parts;
    this.#cancel?.();
    this.#cancel = undefined;
    const points = [
      ...[...this.#counts.values()].flatMap(countPoints),
      ...[...this.#running.values()].map(({ place, atMs, running }) =>
        pointOf(place, CONCURRENT, [], atMs, ofValue(running)),
      ),
    ];
    this.#counts = new Map();
    this.#running = new Map();
    if (this.#lost > 0) log.warn('cloudwatch: counts of functions were dropped', { lost: this.#lost });
    this.#lost = 0;
    try {
      for (let at = 0; at < points.length; at += POINTS_PER_COMMIT)
        await writer.write(points.slice(at, at + POINTS_PER_COMMIT));
    } catch (error) {
      log.error('cloudwatch: counts of functions could not be written', error);
    }
  }

  async close(): Promise<void> {
    await this.flush();
  }

  async #lastMark(): Promise<string> {
    try {
      const ingested = await this.#parts.telemetry.get(metricKeys.ingested());
      return ingested ? ingestedRecord.decode(ingested.value).mark : '';
    } catch (error) {
      if (!(error instanceof RecordDamagedError)) throw error;
      // Some of what is in the spool may count twice; otherwise nothing would count any more.
      this.#parts.log.error('cloudwatch: how far invocations were counted is damaged', error);
      return '';
    }
  }

  #decoded({ payload, mark }: SpooledUsage): InvocationUsage | undefined {
    try {
      return decodeUsage(payload);
    } catch (error) {
      this.#parts.log.error('cloudwatch: an entry of the spool cannot be read and is left out', error, { mark });
      return undefined;
    }
  }

  #countsOf(of: CountedFunction): Counts | undefined {
    const { clock } = this.#parts;
    const atMs = clock.nowMs() - (clock.nowMs() % MINUTE_MS);
    const key = JSON.stringify([of.accountId, of.region, of.functionName, of.version, atMs]);
    const present = this.#counts.get(key);
    if (present) return present;
    if (this.#counts.size >= COUNTED_FUNCTIONS_MAX) {
      this.#lost++;
      return undefined;
    }
    const counts = { of, atMs, counts: new Map(), running: 0 };
    this.#counts.set(key, counts);
    this.#cancel ??= clock.after(COUNTS_EVERY_MS, () => void this.flush());
    return counts;
  }
}

const CONCURRENT = 'ConcurrentExecutions';

/** Invocations of one function, version and minute. */
interface UsageGroup {
  readonly of: CountedFunction;
  readonly atMs: number;
  readonly durations: number[];
  errors: number;
}

function addUsage(groups: Map<string, UsageGroup>, usage: InvocationUsage): void {
  const { accountId, region, functionName, version, startedAtMs, durationMs, outcome } = usage;
  const atMs = startedAtMs - (startedAtMs % MINUTE_MS);
  const key = `${accountId} ${region} ${functionName} ${version} ${atMs}`;
  const group = groups.get(key) ?? { of: usage, atMs, durations: [], errors: 0 };
  groups.set(key, group);
  group.durations.push(durationMs);
  if (outcome !== 'ok') group.errors++;
}

/** Zeros are published, too: an alarm on errors sees that there were none. */
function usagePoints({ of, atMs, durations, errors }: UsageGroup): Point[] {
  const count = durations.length;
  return [
    ...everywhere(of, 'Invocations', atMs, ofValues([1], [count])),
    ...everywhere(of, 'Errors', atMs, ofValues([1, 0], [errors, count - errors])),
    ...everywhere(of, 'Throttles', atMs, ofValues([0], [count])),
    ...everywhere(of, 'Duration', atMs, ofValues(durations, []), 'Milliseconds'),
  ];
}

function countPoints({ of, atMs, counts, running }: Counts): Point[] {
  const counted = [...counts].flatMap(([name, count]) => everywhere(of, name, atMs, ofValues([1], [count])));
  const name: DimensionPair = ['FunctionName', of.functionName];
  return running === 0 ? counted : [...counted, pointOf(of, CONCURRENT, [name], atMs, ofValue(running))];
}

/** By function, by function and resource (its version), and of the whole account. */
function everywhere(
  of: CountedFunction,
  name: string,
  atMs: number,
  value: Aggregate | undefined,
  unit?: Unit,
): Point[] {
  if (!value) return [];
  const { functionName, version = '$LATEST' } = of;
  const resource = version === '$LATEST' ? functionName : `${functionName}:${version}`;
  const byName: DimensionPair = ['FunctionName', functionName];
  const sets: DimensionPair[][] = [[byName], [byName, ['Resource', resource]], []];
  return sets.map((dimensions) => pointOf(of, name, dimensions, atMs, value, unit));
}

function pointOf(
  { accountId, region }: Place,
  name: string,
  dimensions: readonly DimensionPair[],
  atMs: number,
  aggregate: Aggregate,
  unit: Unit = 'Count',
): Point {
  return {
    place: { accountId, region },
    metric: { namespace: LAMBDA_NAMESPACE, name, dimensions },
    unit,
    atMs,
    aggregate,
  };
}
