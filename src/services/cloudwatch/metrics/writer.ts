/**
 * Brings points into their rows. Whatever waits while one commit is on its way goes into the next one, merged, so that
 * a thousand callers who count the same metric cost one row and one fsync. One writer a process: rows do not conflict.
 */
import type { Clock } from '../../../kit/clock.ts';
import type { Ids } from '../../../kit/ids.ts';
import type { Log } from '../../../kit/log.ts';
import { keyText } from '../../../storage/key.ts';
import { ConflictError, type Entry, type Key, RecordDamagedError, type Store } from '../../../storage/store.ts';
import { WireError } from '../../../wire/error.ts';
import {
  MINUTE_MS,
  POINTS_PER_COMMIT,
  ROWS_PAGE,
  SEEN_EVERY_MS,
  SEEN_METRICS_MAX,
  WAITING_POINTS_MAX,
  WRITE_TRIES,
} from '../limits.ts';
import { ingestedRecord, metricKeys, metricRecord, type Place, PRESENT } from '../store.ts';
import { type Aggregate, merged } from './aggregate.ts';
import { type MetricIdentity, metricId } from './identity.ts';
import { decodeRow, encodeRow, type Row } from './row.ts';
import type { Unit } from './units.ts';

export interface Point {
  readonly place: Place;
  readonly metric: MetricIdentity;
  readonly unit: Unit;
  readonly atMs: number;
  readonly aggregate: Aggregate;
}

export interface WriterParts {
  readonly telemetry: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

interface Waiting {
  readonly points: readonly Point[];
  /** The place in the spool that these points reach up to, kept in the same commit. */
  readonly mark: string | undefined;
  readonly done: PromiseWithResolvers<void>;
}

/** A metric that a commit touches, and its rows by key. */
interface Target {
  readonly place: Place;
  readonly metric: MetricIdentity;
  readonly id: Uint8Array;
}

interface RowChange {
  readonly key: Key;
  readonly row: Row;
}

export class MetricWriter {
  readonly #parts: WriterParts;
  readonly #waiting: Waiting[] = [];
  #waitingPoints = 0;
  #running: Promise<void> | undefined;
  /** When a metric was last said to have data, by its key. */
  readonly #seen = new Map<string, number>();

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  /** Resolves when all of them are on disk: all in one commit, at most POINTS_PER_COMMIT. */
  write(points: readonly Point[], mark?: string): Promise<void> {
    if (points.length === 0 && mark === undefined) return Promise.resolve();
    if (this.#waitingPoints + points.length > WAITING_POINTS_MAX) {
      return Promise.reject(new WireError('Throttling', 400, 'Rate exceeded'));
    }
    const done = Promise.withResolvers<void>();
    this.#waiting.push({ points, mark, done });
    this.#waitingPoints += points.length;
    this.#running ??= this.#run();
    return done.promise;
  }

  /** Resolves when nothing is on its way any more. */
  async close(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // What is written in this turn goes together.
    await Promise.resolve();
    for (let batch = this.#take(); batch.length > 0; batch = this.#take()) {
      try {
        await this.#write(batch);
        for (const { done } of batch) done.resolve();
      } catch (error) {
        for (const { done } of batch) done.reject(error);
      }
    }
    this.#running = undefined;
  }

  #take(): Waiting[] {
    let [count, points] = [0, 0];
    for (const each of this.#waiting) {
      if (count > 0 && points + each.points.length > POINTS_PER_COMMIT) break;
      count++;
      points += each.points.length;
    }
    this.#waitingPoints -= points;
    return this.#waiting.splice(0, count);
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    const { targets, changes } = collect(batch.flatMap(({ points }) => points));
    const marks = batch.map(({ mark }) => mark).filter((mark) => mark !== undefined);
    for (let tries = 1; ; tries++) {
      try {
        return await this.#commit(targets, changes, marks.toSorted().at(-1));
      } catch (error) {
        if (!(error instanceof ConflictError) || tries === WRITE_TRIES) throw error;
      }
    }
  }

  async #commit(
    targets: ReadonlyMap<string, Target>,
    changes: readonly RowChange[],
    mark: string | undefined,
  ): Promise<void> {
    const { telemetry, clock, ids } = this.#parts;
    const present = await this.#read(changes.map(({ key }) => key));
    const stale = [...targets].filter(
      ([key]) => clock.nowMs() - (this.#seen.get(key) ?? Number.NEGATIVE_INFINITY) > SEEN_EVERY_MS,
    );
    const seenMs = clock.nowMs();
    await telemetry.commit({
      id: ids.uuid(),
      checks: changes.map(({ key }, at) => ({ key, version: present[at]?.version ?? null })),
      sets: [
        ...changes.map(({ key, row }, at) => ({ key, value: encodeRow(this.#merged(present[at], row)) })),
        ...stale.map(([, { place, metric, id }]) => ({
          key: metricKeys.metric(place, metric.namespace, metric.name, id),
          value: metricRecord.encode({ dimensions: metric.dimensions, seenMs }),
        })),
        ...placesOf(stale.map(([, target]) => target)),
        ...(mark === undefined ? [] : [{ key: metricKeys.ingested(), value: ingestedRecord.encode({ mark }) }]),
      ],
    });
    if (this.#seen.size + stale.length > SEEN_METRICS_MAX) this.#seen.clear();
    for (const [key] of stale) this.#seen.set(key, seenMs);
  }

  /** A damaged row must not hold up what others write, nor the spool: what it held is lost, and it begins anew. */
  #merged(entry: Entry | undefined, added: Row): Row {
    if (!entry) return added;
    try {
      const row = decodeRow(entry.value);
      for (const [unit, aggregate] of added) addUnit(row, unit, aggregate);
      return row;
    } catch (error) {
      if (!(error instanceof RecordDamagedError)) throw error;
      this.#parts.log.error('cloudwatch: a row of a metric is damaged and begins anew', error);
      return added;
    }
  }

  async #read(keys: readonly Key[]): Promise<readonly (Entry | undefined)[]> {
    const entries: (Entry | undefined)[] = [];
    for (let at = 0; at < keys.length; at += ROWS_PAGE) {
      entries.push(...(await this.#parts.telemetry.getMany(keys.slice(at, at + ROWS_PAGE))));
    }
    return entries;
  }
}

function collect(points: readonly Point[]): { targets: Map<string, Target>; changes: RowChange[] } {
  const targets = new Map<string, Target>();
  const rows = new Map<string, RowChange>();
  for (const { place, metric, unit, atMs, aggregate } of points) {
    const name = JSON.stringify([place.accountId, place.region, metric.namespace, metric.name, metric.dimensions]);
    const target = targets.get(name) ?? { place, metric, id: metricId(metric) };
    targets.set(name, target);
    const key = metricKeys.row(place, target.id, 60, atMs - (atMs % MINUTE_MS));
    const text = keyText(key);
    const change = rows.get(text) ?? { key, row: new Map() };
    rows.set(text, change);
    addUnit(change.row, unit, aggregate);
  }
  return { targets, changes: [...rows.values()] };
}

export function addUnit(row: Row, unit: Unit, aggregate: Aggregate): void {
  const present = row.get(unit);
  row.set(unit, present ? merged(present, aggregate) : aggregate);
}

/** Each place once. */
function placesOf(targets: readonly Target[]): { key: Key; value: Uint8Array }[] {
  const places = new Map(targets.map(({ place }) => [`${place.accountId} ${place.region}`, place]));
  return [...places.values()].map((place) => ({ key: metricKeys.place(place), value: PRESENT }));
}
