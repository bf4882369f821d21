/** What the storage room allows, and why. Other rooms see these limits as errors that name them. */

/** DESIGN.md "Storage": S3 keys (1,024 bytes) and DynamoDB sort keys (1,024 bytes) fit whole, with what stands around them. */
export const KEY_BYTES_MAX = 2_400;

/** A page ends past this many bytes of values, so no value may be larger. Larger things are blobs. */
export const PAGE_VALUE_BYTES_MAX = 4 * 1024 * 1024;
export const VALUE_BYTES_MAX = PAGE_VALUE_BYTES_MAX;

/** store.ts, RangeRequest and getMany. */
export const PAGE_ENTRIES_MAX = 1_000;
export const GET_MANY_MAX = 1_000;

/** One commit holds the writer for a few hundred milliseconds at most. */
export const COMMIT_BYTES_MAX = 16 * 1024 * 1024;
export const COMMIT_PARTS_MAX = 10_000;
/** A UUID has 36; ids made of names and numbers have room. */
export const COMMIT_ID_BYTES_MAX = 128;

/** How often `transact` decides anew after a conflict; in one process only plain commits of the same keys cause one. */
export const TRANSACT_TRIES = 16;
/** Calls of `transact` that may wait for each other's keys; each holds a request open, which the server bounds first. */
export const TRANSACT_WAITING_MAX = 100_000;

/** Callbacks of `watch`: one for each long poll that waits, and a few for the platform's own work. */
export const WATCHERS_MAX = 100_000;
