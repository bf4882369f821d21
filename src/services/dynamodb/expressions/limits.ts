/** Bounds of expressions: the developer guide's "Quotas", section "Expression parameters", unless something else is said. */

/** Of the text as it was sent; placeholders are not replaced before. */
export const EXPRESSION_MAX_BYTES = 4096;

/** Operators and functions in one expression. */
export const OPERATORS_MAX = 300;

/** Values on the right of IN. */
export const IN_OPERANDS_MAX = 100;

/** Ours: parentheses, negations and functions in one another, so that no text exhausts the stack. */
export const NESTING_MAX = 256;

/** Elements of a document path; an item's values are no deeper than 32 levels. */
export const PATH_ELEMENTS_MAX = 32;

/** Ours: compiled expressions that are kept, the least recently used being dropped. */
export const COMPILED_MAX = 2_000;

/** Ours: of the key that a compiled expression is kept under; longer ones are compiled for each request. */
export const COMPILED_KEY_MAX_LENGTH = 8_192;
