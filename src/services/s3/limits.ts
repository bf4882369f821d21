/** Bounds of this service, with their sources. Times are milliseconds, sizes bytes. */

/** "The name for a key is a sequence of Unicode characters whose UTF-8 encoding is up to 1,024 bytes long" (user guide, object-keys). */
export const KEY_BYTES_MAX = 1_024;
/** "The PUT request header is limited to 8 KB … user-defined metadata is limited to 2 KB" (user guide, UsingMetadata). */
export const METADATA_BYTES_MAX = 2 * 1_024;
/** "The maximum object size for uploads in a single PUT operation is 5 GB" (user guide, upload-objects). */
export const PUT_BYTES_MAX = 5 * 1_024 ** 3;
/** ListObjects: "returns up to 1,000 key names" (API reference). */
export const LIST_KEYS_MAX = 1_000;
/** "you can create up to 10,000 general purpose buckets per account" (user guide, BucketRestrictions, since 2024-11). */
export const BUCKETS_MAX = 10_000;
/** Ours: the page of ListBuckets where the client names none; AWS answers all. */
export const LIST_BUCKETS_MAX = 10_000;

/** Ours: an upload's id has 32 characters; longer ones are nobody's. */
export const UPLOAD_ID_CHARS_MAX = 128;
/** "Bucket names must be between 3 (min) and 63 (max) characters long" (user guide, bucketnamingrules). */
export const BUCKET_NAME_CHARS_MAX = 63;
/** "A configuration can have up to 100 rules" (API reference, PutBucketCors). */
export const CORS_RULES_MAX = 100;
/** "limited to 50 routing rules per website configuration" (API reference, PutBucketWebsite). */
export const ROUTING_RULES_MAX = 50;
/** "You can assign up to 50 tags to a bucket" (user guide, CostAllocTagging). */
export const BUCKET_TAGS_MAX = 50;
/** "100 years" is the longest retention (API reference, PutObjectLockConfiguration). */
export const RETENTION_YEARS_MAX = 100;
export const RETENTION_DAYS_MAX = 36_500;
/** "An ACL can have up to 100 grants" (user guide, acl-overview). */
export const ACL_GRANTS_MAX = 100;
/** "up to 1,000 rules" (user guide, intro-lifecycle-rules); an id of 255 characters; 100 newer noncurrent versions. */
export const LIFECYCLE_RULES_MAX = 1_000;
export const LIFECYCLE_ID_LENGTH_MAX = 255;
export const NEWER_VERSIONS_MAX = 100;
/** Ours: the first sweep after the start, the time between two, and entries read at once. */
export const LIFECYCLE_FIRST_MS = 60_000;
export const LIFECYCLE_INTERVAL_MS = 3_600_000;
export const LIFECYCLE_PAGE = 200;
/** "Bucket policies are limited to 20 KB in size" (user guide, add-bucket-policy). */
export const BUCKET_POLICY_BYTES_MAX = 20_480;

/** Ours: accounts whose settings are held in memory. */
export const CACHED_ACCOUNTS_MAX = 10_000;
/** Ours: bodies up to this many bytes lie in the store and share the commit's fsync; larger ones are blobs (DESIGN.md). */
export const INLINE_BYTES_MAX = 16 * 1_024;
/** Ours: buckets held decoded in memory, some kilobytes each with their policies. */
export const CACHED_BUCKETS_MAX = 2_000;
/** Ours: how often a reader begins anew because the object was replaced between its record and its bytes. */
export const READ_TRIES = 5;
/** Ours: keys read at once where a listing rolls them up: at first, and where most were read for nothing. */
export const SEEK_PAGE = 32;
export const SEEK_PAGE_MIN = 2;
/** Ours: entries of the garbage looked at in one round, and the time until what failed is tried again. */
export const GARBAGE_PAGE = 100;
export const GARBAGE_RETRY_MS = 60_000;
/** Ours: hashers of a kind kept for the next request; each has a few hundred kilobytes. */
export const POOLED_HASHERS_MAX = 64;
/** Ours: a body this large starts the thread for digests, which ends when none came for so long. */
export const DIGEST_THREAD_FROM_BYTES = 1024 ** 2;
export const DIGEST_THREAD_IDLE_MS = 30_000;
/** Ours: bytes gathered for it, twice; it takes some milliseconds for them, in which more come. */
export const DIGEST_BUFFER_BYTES = 512 * 1_024;

/** "Maximum number of parts per upload 10,000; part numbers 1 to 10,000; part size 5 MiB to 5 GiB" (user guide, qfacts). */
export const PARTS_MAX = 10_000;
export const PART_BYTES_MIN = 5 * 1_024 ** 2;
/** ListParts and ListMultipartUploads: "1000 … is the maximum" (API reference). */
export const LIST_PARTS_MAX = 1_000;
/** "Maximum object size: 48.8 TiB" (user guide, qfacts, 2026-11-27): 10,000 parts of 5 GiB. */
export const OBJECT_BYTES_MAX = PARTS_MAX * PUT_BYTES_MAX;
/** Ours: parts listed in one record, some 200 bytes each. Objects that are there have pages of this many. */
export const PARTS_PAGE = 500;
/** Ours: how often a completion begins anew because parts were put under it. */
export const COMPLETE_TRIES = 5;
/** Ours: how long a completion that is repeated is answered as the first was. */
export const COMPLETED_KEPT_MS = 24 * 3_600_000;
/** Ours: how many older ones go with each completion. */
export const OLD_COMPLETIONS = 5;
/** CopyObject: "up to 5 GB in a single atomic action" (API reference). */
export const COPY_BYTES_MAX = 5 * 1_024 ** 3;

/** "You can associate up to 10 tags with an object" (user guide, object-tagging). */
export const OBJECT_TAGS_MAX = 10;
export const TAG_KEY_LENGTH_MAX = 128;
export const TAG_VALUE_LENGTH_MAX = 256;
/** DeleteObjects: "a list of up to 1,000 keys" (API reference). */
export const DELETE_KEYS_MAX = 1_000;
/** Ours: keys deleted in one commit. */
export const DELETE_BATCH = 200;
/** Ours: how often lines of access logs are delivered, how many at once, and entries of the spool in one commit. */
export const ACCESS_DELIVERY_MS = 60_000;
export const ACCESS_LINES_PAGE = 1_000;
export const ACCESS_ENTRIES_MAX = 500;
