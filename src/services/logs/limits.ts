/** Every bound of the service by name, with its source. Times are milliseconds, sizes bytes. */

/** PutLogEvents: "The maximum batch size is 1,048,576 bytes … plus 26 bytes for each log event" (API reference, 2026-11-23). */
export const BATCH_BYTES_MAX = 1_048_576;
export const EVENT_OVERHEAD_BYTES = 26;
/** PutLogEvents: "Each log event can be no larger than 1 MB" (API reference, 2026-11-23). */
export const EVENT_BYTES_MAX = 1_048_576;
/** PutLogEvents: "the time span in a single batch cannot exceed 24 hours" (API reference, 2026-11-23). */
export const BATCH_SPAN_MAX_MS = 24 * 3_600_000;
/** PutLogEvents: "older than 14 days" and "more than 2 hours in the future" are rejected (API reference, 2026-11-23). */
export const EVENT_AGE_MAX_MS = 14 * 24 * 3_600_000;
export const EVENT_FUTURE_MAX_MS = 2 * 3_600_000;

/** GetLogEvents and FilterLogEvents: "up to 1 MB of log events or up to 10,000 log events" (API reference, 2026-11-23). */
export const PAGE_EVENTS_MAX = 10_000;
export const PAGE_BYTES_MAX = 1_048_576;
/** Pagination tokens expire after 24 hours (API reference, 2026-11-23). */
export const TOKEN_LIFE_MS = 24 * 3_600_000;
/** DescribeLogGroups and DescribeLogStreams: "the default is up to 50 items" (API reference, 2026-11-23). */
export const DESCRIBE_MAX = 50;
/** ListLogGroups: "If you omit this, the default is up to 50 log groups" (API reference, 2026-11-24). */
export const LIST_GROUPS_MAX = 50;

/** "You can associate as many as 50 tags with a CloudWatch Logs resource" (API reference, 2026-11-23). */
export const TAGS_MAX = 50;
/** PutRetentionPolicy: the only values allowed (API reference, 2026-11-23). */
export const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
export const DAY_MS = 24 * 3_600_000;

/** Ours: a block holds at most this much message text (one larger event has a block of its own) … */
export const BLOCK_TARGET_BYTES = 64 * 1024;
/** … and this much time, so that a read from a time on begins at most this much earlier in the index. */
export const BLOCK_SPAN_MAX_MS = 60_000;
/** Ours: bodies above this are compressed. */
export const BLOCK_COMPRESS_BYTES = 1024;
/** Ours: a block never unpacks to more than this: one event of 1 MB, escaped in JSON at six bytes a character. */
export const BLOCK_BODY_MAX_BYTES = 8 * 1024 * 1024;
/** Ours: index entries read at once. */
export const INDEX_PAGE = 200;
/** Ours: blocks read ahead, over all streams that a read merges. */
export const READ_AHEAD_BLOCKS = 16;
/** Ours: a page ends, with a token, once it has looked at this many events or bytes, found or not. */
export const SCAN_EVENTS_MAX = 50_000;
export const SCAN_BYTES_MAX = 8 * 1024 * 1024;
/** Ours: message text matched before other requests get their turn. */
export const SCAN_TURN_BYTES = 512 * 1024;
/** Ours: index entries that one page passes over (of other or of deleted streams) before it ends with a token. */
export const SCAN_INDEX_MAX = 20_000;
/** Ours: a prefix that names up to this many streams is read by stream, else by group. As many as logStreamNames may. */
export const MERGED_STREAMS_MAX = 100;
/** Ours: group or stream records that one Describe call looks at before it answers with what it has and a token. */
export const DESCRIBE_SCAN_MAX = 5_000;

/** Ours: blocks or streams removed in one commit, and commits in one sweep of one group, so that sweeps stay small. */
export const SWEEP_PIECE = 100;
export const SWEEP_PIECES_MAX = 50;
/** Ours: groups looked at at once, in one sweep. Larger pages would start a thread each minute. */
export const SWEEP_GROUPS = 200;
/** Ours: time between sweeps. AWS: "typically takes up to 72 hours" (PutRetentionPolicy, API reference, 2026-11-23). */
export const SWEEP_EVERY_MS = 60_000;
/** Ours: how long a deleted group is remembered, so that a request that began before its deletion cannot write into it. */
export const CLOSED_KEPT_MS = 24 * 3_600_000;

/** FilterLogEvents: filterPattern has at most 1,024 characters (model); "a limit of 2 regex for each filter pattern". */
export const PATTERN_REGEX_MAX = 2;
/** Ours: nesting of parentheses in a JSON pattern, parts of a JSON selector, positions of a regular expression. */
export const PATTERN_DEPTH_MAX = 32;
export const PATTERN_REGEX_STATES_MAX = 2_000;
/** Ours: fields of a log line that a space-delimited pattern looks at. */
export const PATTERN_FIELDS_MAX = 1_000;

/** Ours: how often a delivery begins anew because its group was deleted under it. */
export const DELIVERY_TRIES = 5;
/** Ours: how often the platform's log says that lines of functions are lost, while they are. */
export const LOSS_SAID_EVERY_MS = 10_000;
/** Ours: how long a reader waits for the lines of functions that are still in the spool; a flood may leave much there. */
export const DRAIN_WAIT_MS = 5_000;
