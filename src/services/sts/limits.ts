/** Every bound of the service by name, with its source. Times are seconds where AWS counts in them. */

/** AssumeRole: "from 900 seconds (15 minutes) up to the maximum session duration set for the role"; else 3,600. */
export const ROLE_DEFAULT_SECONDS = 3_600;
/** "Role chaining limits your … role session to a maximum of one hour" (AssumeRole, API reference, 2026-11-24). */
export const CHAINED_MAX_SECONDS = 3_600;
/** GetSessionToken: "900 seconds … to 129,600 seconds (36 hours), with a default of 43,200 seconds (12 hours)". */
export const USER_DEFAULT_SECONDS = 43_200;
/** GetSessionToken: "Sessions for AWS account owners are restricted to a maximum of 3,600 seconds (one hour)". */
export const ROOT_MAX_SECONDS = 3_600;
/** Ours: how long a function's credentials last, whatever its role says: the runtime renews them long before. */
export const FUNCTION_SECONDS = 43_200;

/** "The plaintext that you use for both inline and managed session policies can't exceed 2,048 characters." */
export const POLICY_PLAIN_MAX_CHARACTERS = 2_048;
/** Ours: policies, ARNs and tags together, compressed; AWS does not say its own. Keeps a token below 4 KiB. */
export const PACKED_MAX_BYTES = 2_048;
/** Ours: a longer text is no token of ours and is not opened. */
export const TOKEN_MAX_CHARACTERS = 8_192;
/** Ours: what a token may unpack to, and opened sessions that are remembered. */
export const TOKEN_PLAIN_MAX_BYTES = 64 * 1024;
export const OPENED_SESSIONS_MAX = 2_000;
/** "You can pass up to 50 session tags" and "up to 10 managed policies"; the model says it too. */
export const SESSION_TAGS_MAX = 50;
/** Ours: issuers whose keys are held, and how long: as fetched, after a failure, and before a key that is missing is looked for again. */
export const ISSUERS_MAX = 200;
export const KEYS_KEPT_MS = 3_600_000;
export const KEYS_FAILED_MS = 10_000;
export const KEYS_AGAIN_MS = 60_000;
/** "a maximum of 100 RSA keys and 100 EC keys" (CreateOpenIDConnectProvider, API reference, 2026-11-24). */
export const KEYS_PER_ISSUER_MAX = 200;
/** Ours: seconds that an issuer's clock may be off. */
export const WEB_TOKEN_SKEW_SECONDS = 0;
