/** Whether memory grows with the number of requests, told from samples of it that are evenly apart. */

/** Ours: collectors are lazy, and caches that have a bound fill up. A leak of one small request each is far more. */
const SLACK_BYTES = 96 * 1024 * 1024;

/** Undefined where the last third of the samples lies no higher over the second than the slack and half the second's own rise. */
export function growth(samples: readonly number[]): string | undefined {
  const third = Math.floor(samples.length / 3);
  const [first, second, last] = [0, 1, 2].map((part) => mean(samples.slice(part * third, (part + 1) * third)));
  if (first === undefined || second === undefined || last === undefined) return 'no samples';
  const allowed = SLACK_BYTES + Math.max(0, second - first) / 2;
  if (last - second <= allowed) return undefined;
  const shown = [first, second, last].map((bytes) => `${Math.round(bytes / 1e6)} MB`).join(', ');
  return `resident memory grows: ${shown} over the thirds of the run`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}
