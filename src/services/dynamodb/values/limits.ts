/** Bounds of values, keys and items. Source, where nothing else is said: the developer guide, "Quotas" and "Constraints". */

/** Of an item, names and values: 409,600 bytes are accepted, 409,601 are not. */
export const ITEM_SIZE_MAX_BYTES = 400 * 1024;

/** Levels of an attribute's value, the attribute itself being the first: 31 maps around a string are accepted. */
export const NESTING_LEVELS_MAX = 32;

export const NUMBER_DIGITS_MAX = 38;
/** Powers of ten of the first digit. */
export const NUMBER_EXPONENT_MAX = 125;
export const NUMBER_EXPONENT_MIN = -130;

export const HASH_KEY_MAX_BYTES = 2048;
export const RANGE_KEY_MAX_BYTES = 1024;
