/** Every limit of this room, with its source. */

/** "The maximum is 604800 seconds (seven days)": S3 API reference, query-string authentication. */
export const MAX_PRESIGNED_SECONDS = 604_800;
/** AWS's own message says "- 5 min."; S3 allows 15 (RequestTimeTooSkewed, MaxAllowedSkewMilliseconds 900000). */
export const CLOCK_SKEW_MS = 5 * 60_000;
export const S3_CLOCK_SKEW_MS = 15 * 60_000;
/** Ours: a signing key takes 9 µs to derive; a thousand callers a day and region are held. */
export const MAX_SIGNING_KEYS = 1_000;
/** Ours: headers that were read before, the signature apart: one for each client, day, region and set of signed headers. */
export const MAX_KNOWN_HEADERS = 1_000;
export const MAX_KNOWN_HEADER_CHARACTERS = 1_024;
/** Ours: the longest region name that AWS has is 16 characters. */
export const MAX_REGION_CHARACTERS = 40;
/** Ours: clients sign some fifteen headers. */
export const MAX_SIGNED_HEADERS = 100;
/** Ours: decisions that no condition on the request took part in. */
export const MAX_CACHED_DECISIONS = 10_000;
/** Ours: principals whose policies are held between requests. */
export const MAX_CACHED_PRINCIPALS = 2_000;
/** Ours: condition keys whose readers are shared; tags make as many keys as people like. */
export const MAX_CONTEXT_READERS = 1_000;
/** Ours: a managed policy has at most 6,144 characters without white space, a role's trust policy 4,096, a bucket's 20 KiB; AWS's own longest has 150,000. */
export const MAX_POLICY_CHARACTERS = 262_144;
/** Ours: the grammar nests four deep. */
export const MAX_POLICY_DEPTH = 10;
/** Ours: conditions of a form's policy; a form has at most 20 KB of fields. */
export const MAX_POST_CONDITIONS = 1_000;
