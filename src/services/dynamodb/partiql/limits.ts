/** Bounds of statements. */

/** Ours: parentheses, lists, maps and functions in one another. */
export const NESTING_MAX = 128;

/** Ours: statements that are kept parsed, the least recently used being dropped. */
export const STATEMENTS_KEPT_MAX = 1_000;
