/**
 * Rolls data up as it ages (1 minute to 5 minutes to 1 hour) and removes what is past all retention; a row moves in one
 * commit, so that every value is always in exactly one row. In small commits, on the injected clock.
 */
import type { Clock } from '../../../kit/clock.ts';
import type { Ids } from '../../../kit/ids.ts';
import type { Log } from '../../../kit/log.ts';
import { ConflictError, type Entry, type Key, type Store } from '../../../storage/store.ts';
import { KEPT_MS, type Resolution, SWEEP_EVERY_MS, SWEEP_METRICS, SWEEP_PIECES_MAX, SWEEP_ROWS } from '../limits.ts';
import { metricKeys, metricRecord, type Place, rowTimeMs } from '../store.ts';
import { decodeRow, encodeRow, type Row } from './row.ts';
import { addUnit } from './writer.ts';

export interface SweeperParts {
  readonly telemetry: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

const ROLLED_INTO: Readonly<Record<Resolution, Resolution | undefined>> = { 60: 300, 300: 3600, 3600: undefined };
const RESOLUTIONS: readonly Resolution[] = [60, 300, 3600];

export class MetricSweeper {
  readonly #parts: SweeperParts;
  #running: Promise<void> | undefined;
  #cancel: (() => void) | undefined;
  #closed = false;
  /** Where the round over all metrics goes on. */
  #afterPlace: Key | undefined;
  #place: Place | undefined;
  #afterMetric: Key | undefined;

  constructor(parts: SweeperParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#cancel = this.#parts.clock.after(SWEEP_EVERY_MS, () => {
      void this.sweep()
        .catch((error: unknown) => this.#parts.log.error('cloudwatch: a sweep failed', error))
        .finally(() => {
          if (!this.#closed) this.start();
        });
    });
  }

  /** One bounded piece of the round; whoever calls it while one runs waits for that one. */
  sweep(): Promise<void> {
    this.#running ??= this.#piece().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    await this.#running?.catch(() => {});
  }

  async #piece(): Promise<void> {
    const place = this.#place ?? (await this.#nextPlace());
    if (!place) return;
    const page = await this.#parts.telemetry.range({
      prefix: metricKeys.metrics(place),
      limit: SWEEP_METRICS,
      ...(this.#afterMetric && { after: this.#afterMetric }),
    });
    for (const entry of page.entries) {
      if (this.#closed) return;
      // What is wrong with one metric holds up no other.
      await this.#sweepMetric(place, entry).catch((error: unknown) => {
        const [namespace, name] = entry.key.slice(-3).map(String);
        this.#parts.log.error('cloudwatch: a metric could not be rolled up', error, { namespace, name });
      });
    }
    this.#afterMetric = page.next;
    this.#place = page.next ? place : undefined;
  }

  async #nextPlace(): Promise<Place | undefined> {
    const after = this.#afterPlace;
    const page = await this.#parts.telemetry.range({
      prefix: metricKeys.places(),
      limit: 1,
      ...(after && { after }),
    });
    const key = page.entries[0]?.key;
    this.#afterPlace = page.next && key;
    return key && { accountId: String(key.at(-2)), region: String(key.at(-1)) };
  }

  async #sweepMetric(place: Place, entry: Entry): Promise<void> {
    const id = entry.key.at(-1);
    if (!(id instanceof Uint8Array)) return;
    for (const resolution of RESOLUTIONS) {
      for (let piece = 0; piece < SWEEP_PIECES_MAX && !this.#closed; piece++) {
        if (!(await this.#moveRows(place, id, resolution))) break;
      }
    }
    const { seenMs } = metricRecord.decode(entry.value);
    if (this.#parts.clock.nowMs() - seenMs > KEPT_MS[3600]) await this.#forget(entry);
  }

  /** False where there are no more. */
  async #moveRows(place: Place, id: Uint8Array, resolution: Resolution): Promise<boolean> {
    const { telemetry, clock, ids } = this.#parts;
    const target = ROLLED_INTO[resolution];
    const spanMs = (target ?? resolution) * 1000;
    // Only whole rows of the next resolution: no part of one stays behind.
    const cutMs = clock.nowMs() - KEPT_MS[resolution];
    const beforeMs = cutMs - (cutMs % spanMs);
    const { entries } = await telemetry.range({
      start: metricKeys.row(place, id, resolution, 0),
      end: metricKeys.row(place, id, resolution, beforeMs),
      limit: SWEEP_ROWS,
    });
    if (entries.length === 0) return false;
    const rolled = target === undefined ? [] : rollUp(entries, target);
    const keys = rolled.map(([atMs]) => metricKeys.row(place, id, target ?? resolution, atMs));
    const present = await telemetry.getMany(keys);
    await telemetry.commit({
      id: ids.uuid(),
      checks: [
        ...entries.map(({ key, version }) => ({ key, version })),
        ...keys.map((key, at) => ({ key, version: present[at]?.version ?? null })),
      ],
      sets: rolled.map(([, row], at) => ({ key: keys[at] ?? [], value: encodeRow(joined(present[at], row)) })),
      deletes: entries.map(({ key }) => key),
    });
    return true;
  }

  /** Unless data came meanwhile. */
  async #forget({ key, version }: Entry): Promise<void> {
    try {
      await this.#parts.telemetry.commit({ id: this.#parts.ids.uuid(), checks: [{ key, version }], deletes: [key] });
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}

function rollUp(entries: readonly Entry[], target: Resolution): [atMs: number, row: Row][] {
  const rows = new Map<number, Row>();
  for (const { key, value } of entries) {
    const atMs = rowTimeMs(key);
    const beginMs = atMs - (atMs % (target * 1000));
    rows.set(beginMs, join(rows.get(beginMs) ?? new Map(), decodeRow(value)));
  }
  return [...rows];
}

function joined(entry: Entry | undefined, row: Row): Row {
  return entry ? join(decodeRow(entry.value), row) : row;
}

function join(row: Row, added: Row): Row {
  for (const [unit, aggregate] of added) addUnit(row, unit, aggregate);
  return row;
}
