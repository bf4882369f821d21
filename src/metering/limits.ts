/** Bounds of metering; all are ours. */

/** Sums of a day and function that one commit changes: a few hundred bytes each. */
export const SUMS_PER_COMMIT = 500;
/** The largest page of usageOf: Store.range's own. */
export const PAGE_MAX = 1_000;
