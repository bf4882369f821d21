/** Every bound of the room by name. All are ours. */

/** Connecting, and the whole answer. */
export const TIMEOUT_MS = 5_000;
/** What an answer may be; larger ones are refused, not cut. */
export const ANSWER_BYTES_MAX = 1024 * 1024;
/** Requests that run at once; more are refused. */
export const RUNNING_MAX = 64;
