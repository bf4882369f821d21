/** Every bound of the service by name, with its source. `doc` is https://docs.aws.amazon.com/lambda/latest/dg/, 2026-11-24. */

/** doc gettingstarted-limits: "50 MB (zipped, when uploaded through the Lambda API …)". */
export const ZIPPED_BYTES_MAX = 52_428_800;
/** doc gettingstarted-limits: "250 MB (unzipped)". */
export const UNZIPPED_BYTES_MAX = 262_144_000;
/** Default of an account and region: doc gettingstarted-limits, function and layer storage (75 GB). */
export const ACCOUNT_CODE_BYTES_MAX = 80_530_636_800;
/** doc configuration-concurrency: "You can reserve up to the Unreserved account concurrency value minus 100". */
export const UNRESERVED_CONCURRENCY_MIN = 100;
/** A name without an ARN around it: API reference, CreateFunction; with it 140 (the model says so), 170 elsewhere. */
export const NAME_LENGTH_MAX = 64;
/** doc configuration-memory and configuration-timeout; the model allows more (for managed instances). */
export const MEMORY_MB_MAX = 10_240;
export const TIMEOUT_SECONDS_MAX = 900;
export const DEFAULT_MEMORY_MB = 128;
export const DEFAULT_TIMEOUT_SECONDS = 3;
export const DEFAULT_EPHEMERAL_STORAGE_MB = 512;
/** doc configuration-envvars: "The total size of all environment variables doesn't exceed 4 KB". */
export const ENVIRONMENT_BYTES_MAX = 4_096;
/** doc gettingstarted-limits: "Function resource-based policy: 20 KB". */
export const POLICY_BYTES_MAX = 20_480;
/** doc configuration-tags: 50 tags a resource, keys of 128 and values of 256 characters. */
export const TAGS_MAX = 50;
export const TAG_KEY_LENGTH_MAX = 128;
export const TAG_VALUE_LENGTH_MAX = 256;
/** API reference, ListFunctions: "returns a maximum of 50 items in each response, even if you set the number higher". */
export const LIST_MAX = 50;
/** A request with an inline package, in base64: what AWS's message says (recorded, 2026-11-23). */
export const CREATE_REQUEST_BYTES_MAX = 70_167_211;
/** Ours: what is read of an invocation's body, so that up to here the error can say its size. */
export const INVOKE_REQUEST_BYTES_MAX = 10 * 1024 * 1024;
/** doc gettingstarted-limits: "6 MB each for request and response (synchronous)"; what the error message says (2026-11-24). */
export const PAYLOAD_BYTES_MAX = 6_291_456;
/** API reference, Invoke, ClientContext: "Up to 3,583 bytes of base64-encoded data". */
export const CLIENT_CONTEXT_LENGTH_MAX = 3_583;
/** API reference, GetFunction: "The link is valid for 10 minutes". */
export const CODE_URL_LIFE_MS = 10 * 60_000;

/** Ours: how long an Invoke waits for a function that is being made, so that tutorials may call it at once. */
export const INVOKE_WAIT_MS = 10_000;
/** Ours: functions prepared at once; further ones wait. */
export const PREPARATIONS_MAX = 8;
/** Ours: after a fault of ours (the store takes no writes) a preparation is tried again after this. */
export const PREPARATION_RETRY_MS = 5_000;
/** Ours: a preparation that takes longer has failed. The first function of a runtime may have to fetch it. */
export const PREPARATION_MAX_MS = 10 * 60_000;
/** Ours: unfinished functions looked at in one page, at start. */
export const PREPARATION_PAGE = 100;
/** Ours: what of a running preparation is waited for at shutdown; the rest is taken up at the next start. */
export const CLOSE_WAIT_MS = 5_000;
/** Ours: functions whose record, environment and policy are kept open in memory. */
export const CACHED_FUNCTIONS_MAX = 1_000;
