/** Bounds of the spool, each with its reason. */

/** DESIGN.md "Durability classes": synced within 100 ms; half of that leaves time for the disk. */
export const SYNC_AFTER_MS = 50;

/** A file is removed once all of it was ingested. */
export const SEGMENT_BYTES = 32 * 1024 * 1024;
/** What may wait to be ingested: some minutes of a flood. Past it `append` throws. */
export const SPOOL_BYTES_MAX = 1024 * 1024 * 1024;

/** What waits for the end of a turn of the event loop; past it it is written at once. Ours. */
export const GATHERED_BYTES_MAX = 1024 * 1024;

/** A spool that could not be written is well again with so much room. */
export const ROOM_BYTES = 1024 * 1024;

/** One entry: a batch of log lines of one invocation. */
export const ENTRY_BYTES_MAX = 16 * 1024 * 1024;
export const KIND_BYTES_MAX = 64;

/** What a handler gets at once; one larger entry comes alone. */
export const BATCH_BYTES = 1024 * 1024;
export const BATCH_ENTRIES_MAX = 1_000;

/** A handler that failed is called again after this long, twice as long each time, and no longer than the last. */
export const RETRY_FIRST_MS = 100;
export const RETRY_LAST_MS = 10_000;
