/** Every bound of time to live by name, with its source. */

/** Items that expired more than five years ago are not deleted (Developer Guide, "Using time to live", 2026-11-27). */
export const EXPIRY_AGE_MAX_SECONDS = 5 * 365 * 86_400;
/** Ours, where AWS takes "within a few days": how often expired items are looked for, and how many tables in a round. */
export const EXPIRE_EVERY_MS = 10_000;
export const EXPIRE_TABLES = 200;
/** Ours: items of one commit, their bytes, and commits for one table in a round. */
export const EXPIRE_PIECE = 100;
export const EXPIRE_PIECE_BYTES = 1024 * 1024;
export const EXPIRE_PIECES_MAX = 1_000;
