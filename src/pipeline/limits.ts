/** Every limit of the pipeline, with its source. */

/** Our own: request parameters in an audit record; longer ones are left out. */
export const AUDIT_PARAMETERS_MAX = 4_096;

/** Our own: a denial's explanation; past it the policies that did not decide are left out. */
export const AUDIT_DENIAL_MAX = 65_536;

/** Our own: characters of a user agent or message that are kept. */
export const AUDIT_TEXT_MAX = 512;

/** Our own: resources named in one record. */
export const AUDIT_RESOURCES_MAX = 20;

/** Denials are kept for as long as CloudTrail's event history keeps events (90 days), the newest 100,000. */
export const DENIALS_MAX = 100_000;
export const AUDIT_AGE_MAX_MS = 90 * 24 * 3_600_000;

/** Our own: records and bytes brought in by one commit, bytes of a block, and blocks of one account and region. */
export const AUDIT_BATCH_RECORDS_MAX = 500;
export const AUDIT_BATCH_BYTES_MAX = 4 * 1024 * 1024;
export const AUDIT_BLOCK_BYTES_MAX = 1024 * 1024;
export const AUDIT_BLOCKS_MAX = 100_000;

/** Our own: changes recorded of one account and region (some 1 KB each), and how often the oldest are looked at. */
export const AUDIT_CHANGES_MAX = 1_000_000;
export const AUDIT_CHANGES_TRIM_EVERY = 256;

/**
 * Our own: how many past their time are removed with each ingestion, at least; blocks are looked at once for so many
 * that came.
 */
export const AUDIT_TRIM_COUNT = 200;
export const AUDIT_TRIM_EVERY = 64n;

/** "Maximum size of the fields in front of the file: 20 KB" (S3, POST object); how many, and headers of one: our own. */
export const POST_FIELDS_BYTES_MAX = 20 * 1024;
export const POST_FIELDS_MAX = 200;
export const POST_HEADERS_BYTES_MAX = 8 * 1024;

/** Our own: bytes of a form that are neither field nor file: boundaries, preamble, what follows the file. */
export const POST_OTHER_BYTES_MAX = 256 * 1024;
