/** How figures are printed: the median of the rounds with their minimum and maximum. */
export function spread(values: readonly number[], digits = 2): string {
  const sorted = values.toSorted((a, b) => a - b);
  const show = (value: number | undefined): string => (value ?? Number.NaN).toFixed(digits);
  return `${show(median(sorted))} (${show(sorted[0])} to ${show(sorted.at(-1))})`;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
