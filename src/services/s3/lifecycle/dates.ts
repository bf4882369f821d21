/** When a rule takes effect. */
export const DAY_MS = 24 * 3_600_000;

/**
 * "Amazon S3 calculates the time by adding the number of days specified in the rule to the object creation time and
 * rounding up the resulting time to the next day at midnight UTC" (user guide, intro-lifecycle-rules).
 */
export function dueAfterDays(fromMs: number, days: number): number {
  return (Math.floor((fromMs + days * DAY_MS) / DAY_MS) + 1) * DAY_MS;
}
