/** The span of time that a request asks for, begun on the minute, or coarser where data is kept so. */
import { HOUR_MS, KEPT_MS, MINUTE_MS } from '../limits.ts';

/** "Start time between 15 and 63 days ago – rounded down to the nearest 5-minute clock interval" (API reference, 2026-11-24). */
export function roundedStart(startMs: number, nowMs: number): number {
  const ageMs = nowMs - startMs;
  const stepMs = ageMs > KEPT_MS[300] ? HOUR_MS : ageMs > KEPT_MS[60] ? 5 * MINUTE_MS : MINUTE_MS;
  return startMs - (startMs % stepMs);
}
