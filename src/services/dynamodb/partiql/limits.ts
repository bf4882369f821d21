/** Bounds of statements. */

/** "Statement: minimum length of 1, maximum length of 8192" (API reference). */
export const STATEMENT_MAX_LENGTH = 8192;

/** Ours: parentheses, lists, maps and functions in one another. */
export const NESTING_MAX = 128;

/** Ours: statements that are kept parsed, the least recently used being dropped. */
export const STATEMENTS_KEPT_MAX = 1_000;
