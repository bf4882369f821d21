/** Every bound of streams by name, with its source. */

/** "Stream records ... are removed after 24 hours"; a stream that is disabled stays readable as long (Streams guide). */
export const STREAM_KEPT_MS = 24 * 3_600_000;
/** GetRecords: "up to 1 MB of data" (Streams API, 2026-11-27). */
export const STREAM_PAGE_BYTES = 1024 * 1024;
/** Ours: how often streams are trimmed, how many in a round, in how many commits, and what one of those removes. */
export const TRIM_EVERY_MS = 60_000;
export const TRIM_STREAMS = 200;
export const TRIM_PIECES_MAX = 1_000;
export const TRIM_PIECE = 200;
