/** Sizes of the embedded adapter, each with its reason. */

/** A page past this many rows is read in a reader thread: 200 rows cost the main thread some 0.5 ms. */
export const MAIN_THREAD_ROWS_MAX = 200;

/** Commits that wait for the writer, in number and in bytes; past it the store answers that it is unavailable. */
export const WAITING_COMMITS_MAX = 100_000;
export const WAITING_BYTES_MAX = 256 * 1024 * 1024;

/** One transaction of the writer takes no further message past this, so that its dirty pages stay in its cache. */
export const GROUP_BYTES_MAX = 4 * 1024 * 1024;

/** Commit ids are remembered this long, and never more of them than this (they lie in the writer's memory). */
export const REMEMBERED_MS = 10 * 60_000;
export const REMEMBERED_MAX = 65_536;
/** Forgotten ids are deleted from the file once in so many groups. */
export const FORGET_EVERY_GROUPS = 64;

/** DESIGN.md "Storage": PASSIVE checkpoints let the log grow without bound; past this it is begun anew. */
export const WAL_BYTES_MAX = 64 * 1024 * 1024;
/** A checkpoint is asked for once this much was committed: each costs two syncs, which a quiet store is spared. */
export const CHECKPOINT_FROM_BYTES = 256 * 1024;
/** And made so much later. Measured at 1 writer: p99 of a commit 0.5 ms with 50, 2.6 ms with 250, whose syncs are long. */
export const CHECKPOINT_AFTER_MS = 50;

/** The writer waits so long for a restarting checkpoint. */
export const BUSY_TIMEOUT_MS = 10_000;

/**
 * Page caches. A reader's is dropped by every commit (SQLite, WAL mode). The writer's stays valid, but what it has grown to
 * is never given back (glibc keeps it), and the kernel has the same pages: 32 MB of it served PutItem no faster.
 */
export const WRITER_CACHE_KIB = 8 * 1024;
export const READER_CACHE_KIB = 4 * 1024;

/** Rows kept beside the file: a power of two. Larger values are given away by kit/release.ts, so they are not kept. */
export const ROW_CACHE_SLOTS = 16_384;
export const ROW_CACHE_VALUE_BYTES_MAX = 4_000;
export const ROW_CACHE_BYTES_MAX = 16 * 1024 * 1024;

/** Threads for long pages, and requests that may wait for one. */
export const READER_THREADS_DEFAULT = 1;
export const READER_WAITING_MAX = 10_000;

/** Threads for long pages and for checkpoints end when they had nothing to do for so long: each costs some 12 MB. */
export const IDLE_THREAD_MS = 30_000;

/** A copy is made in steps of 4 MiB; `check` reads so many rows at once, and hears so much from SQLite. */
export const COPY_PAGES = 1_024;
export const INSPECT_ENTRIES = 1_000;
export const INTEGRITY_MESSAGES_MAX = 100;

/** Freed when the disk is full, so that there is room to shut down and to start. */
export const BALLAST_BYTES = 4 * 1024 * 1024;
/** With less, the ballast is freed before the store is opened: SQLite wants 32 KiB for its log's index, and a log. */
export const OPENING_BYTES = 256 * 1024;
/** How often a full disk is looked at again. */
export const FULL_PROBE_MS = 1_000;
