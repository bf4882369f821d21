/** Sizes of the embedded adapter, each with its reason. */

/** A page past this many rows is read in a reader thread: 200 rows cost the main thread some 0.5 ms. */
export const MAIN_THREAD_ROWS_MAX = 200;

/** Commits that wait for the writer, in number and in bytes; past it the store answers that it is unavailable. */
export const WAITING_COMMITS_MAX = 100_000;
export const WAITING_BYTES_MAX = 256 * 1024 * 1024;

/** One transaction of the writer takes no further message past this, so that its dirty pages stay in its cache. */
export const GROUP_BYTES_MAX = 8 * 1024 * 1024;

/** Commit ids are remembered this long, and never more of them than this (they lie in the writer's memory). */
export const REMEMBERED_MS = 10 * 60_000;
export const REMEMBERED_MAX = 65_536;
/** Forgotten ids are deleted from the file once in so many groups. */
export const FORGET_EVERY_GROUPS = 64;

/** DESIGN.md "Storage": PASSIVE checkpoints let the log grow without bound; past this one that restarts it. */
export const WAL_BYTES_MAX = 64 * 1024 * 1024;
/** Between two checkpoints while commits come in. */
export const CHECKPOINT_EVERY_MS = 250;
/** The checkpoint thread is started once this much was written: a store that is hardly written needs none. */
export const CHECKPOINT_THREAD_FROM_BYTES = 1024 * 1024;

/** The writer waits so long for a restarting checkpoint. */
export const BUSY_TIMEOUT_MS = 10_000;

/** Page caches. A reader's is dropped by every commit (SQLite, WAL mode), so it is small; the writer's stays valid. */
export const WRITER_CACHE_KIB = 32 * 1024;
export const READER_CACHE_KIB = 4 * 1024;

/** Threads for long pages, and requests that may wait for one. */
export const READER_THREADS_DEFAULT = 1;
export const READER_WAITING_MAX = 10_000;

/** Freed when the disk is full, so that there is room to shut down. */
export const BALLAST_BYTES = 4 * 1024 * 1024;
/** How often a full disk is looked at again. */
export const FULL_PROBE_MS = 1_000;
