/** Reads a metric back: its rows of every resolution, put together into periods. */
import type { Key, Store } from '../../../storage/store.ts';
import { validationError } from '../errors.ts';
import { KEPT_MS, type Resolution, ROWS_PAGE, ROWS_READ_MAX } from '../limits.ts';
import { metricKeys, type Place, rowTimeMs } from '../store.ts';
import { type MetricIdentity, metricId } from './identity.ts';
import { decodeRow, type Row } from './row.ts';
import { addUnit } from './writer.ts';

export interface SeriesQuestion {
  readonly place: Place;
  readonly metric: MetricIdentity;
  /** Periods begin here, and the last one begins before `endMs`. */
  readonly startMs: number;
  readonly endMs: number;
  readonly periodMs: number;
}

/** Rows that a request may still read; shared by all its series. */
export interface Budget {
  rows: number;
}

export const requestBudget = (): Budget => ({ rows: ROWS_READ_MAX });

/** By the beginning of the period, in no order; periods without data are not there. */
export async function readSeries(
  telemetry: Store,
  question: SeriesQuestion,
  nowMs: number,
  budget: Budget,
): Promise<ReadonlyMap<number, Row>> {
  const { place, metric, startMs, endMs, periodMs } = question;
  const id = metricId(metric);
  const periods = new Map<number, Row>();
  for (const resolution of resolutionsOf(startMs, nowMs)) {
    let after: Key | undefined;
    do {
      const page = await telemetry.range({
        start: metricKeys.row(place, id, resolution, startMs),
        // A row that begins within the last second is in.
        end: metricKeys.row(place, id, resolution, Math.ceil(endMs / 1000) * 1000),
        limit: ROWS_PAGE,
        ...(after && { after }),
      });
      budget.rows -= page.entries.length;
      if (budget.rows < 0)
        throw validationError('The request reads too much data: reduce its time range or its queries.');
      for (const { key, value } of page.entries) {
        const atMs = rowTimeMs(key);
        const beginMs = atMs - ((atMs - startMs) % periodMs);
        const period = periods.get(beginMs) ?? new Map();
        for (const [unit, aggregate] of decodeRow(value)) addUnit(period, unit, aggregate);
        periods.set(beginMs, period);
      }
      after = page.next;
    } while (after);
  }
  return periods;
}

/** Data is rolled up once it is old: what is asked for of later times lies in the finest rows alone. */
function resolutionsOf(startMs: number, nowMs: number): Resolution[] {
  const isOlder = (resolution: Resolution): boolean => startMs < nowMs - KEPT_MS[resolution] / 2;
  return [60, ...(isOlder(60) ? ([300] as const) : []), ...(isOlder(300) ? ([3600] as const) : [])];
}
