/** Bounds of the blob store; all are ours but where it says otherwise. */

/** Each chunk is sealed on its own, so that a range costs only the chunks that it touches. */
export const CHUNK_BYTES = 64 * 1024;
/** The chunk's number is 32 bits of its nonce: 256 TiB. S3's largest object has 48.8 TiB. */
export const CHUNKS_MAX = 2 ** 32;
/** Chunks written or read by one call: 1 MiB, some half a millisecond of ciphering between two turns of the loop. */
export const BATCH_CHUNKS = 16;
/** Buffers of a batch that wait to be used again. */
export const IDLE_BATCHES_MAX = 8;
/** Largest page of list(). */
export const LIST_MAX = 1_000;
/** How often a put makes its folder anew because deletions of its last other blob removed it. */
export const FOLDER_TRIES = 10;

/** DESIGN.md, "Blobs": an orphan younger than this may still get its owner. */
export const ORPHAN_AGE_MS = 24 * 3_600_000;
/** From the first sweep that finds a blob without owner to the one that removes it, by the monotonic clock. */
export const ORPHAN_GRACE_MS = 3_600_000;
export const SWEEP_EVERY_MS = 2 * 3_600_000;
/** Blobs looked at in one question to the owners. */
export const SWEEP_PAGE = 500;
/** Orphans remembered between two sweeps (some 100 bytes each); what is more waits for its turn. */
export const SUSPECTS_MAX = 100_000;

/** Ours: the scrub reads this much, then lets the disk to others for a while: at most 16 MiB a second. */
export const SCRUB_STEP_BYTES = 4 * 1024 * 1024;
export const SCRUB_PAUSE_MS = 250;
/** Ours: blobs that were read to the end before the next ones are listed. */
export const SCRUB_PAGE = 100;
/** Ours: from a start, and from the end of one round, to the beginning of the next. */
export const SCRUB_EVERY_MS = 24 * 3_600_000;
/** Ours: damaged blobs remembered; each is in the log, too. */
export const DAMAGED_MAX = 1_000;
