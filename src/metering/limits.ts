/** Bounds of metering; all are ours. */

/** Sums of a day and function that one commit changes: a few hundred bytes each. */
export const SUMS_PER_COMMIT = 500;
/** The largest page of usageOf: Store.range's own. */
export const PAGE_MAX = 1_000;
/** Seconds of load that are kept one by one: usage comes as invocations end, so only those that ran longer touch older ones. */
export const OPEN_SECONDS = 120;
/** Days of one cost question: a year, and the day it began on. */
export const COST_DAYS_MAX = 366;
/** Days times functions of one cost question: a few megabytes of answer. */
export const COST_LINES_MAX = 20_000;
/** Budgets of an account: each is kept in memory with up to 31 days' sums. */
export const BUDGETS_MAX = 1_000;
/** Those read at once at a start. No more than the main thread reads: a start must not wait for a thread. */
export const BUDGETS_PAGE = 200;
/** Longer than an invocation may be (900 s, and its start): what says more is not spread over every second of it. */
export const INVOCATION_MS_MAX = 1_000_000;
