/** Limits of running functions, each with its source. `doc` is https://docs.aws.amazon.com/lambda/latest/dg/, 2026-11-23. */

/** A buffered request or answer: doc gettingstarted-limits. */
export const MAX_PAYLOAD_BYTES = 6_291_556;
/** doc lambda-runtime-environment: the init phase of a function without provisioned concurrency. */
export const INIT_TIMEOUT_MS = 10_000;
/** Default of an account and region: doc gettingstarted-limits. */
export const ACCOUNT_CONCURRENCY = 1_000;
/** doc configuration-memory: one vCPU. */
export const MB_PER_VCPU = 1_769;
/** An event of Lambda's own logs: doc monitoring-cloudwatchlogs, 256 KB; longer lines are cut into several. */
export const MAX_LOG_EVENT_BYTES = 262_118;
/** LogType=Tail: the API reference of Invoke, "the last 4 KB". */
export const LOG_TAIL_BYTES = 4_096;

/** Ours: what one invocation may log before lines are dropped, and said to be. */
export const MAX_INVOCATION_LOG_BYTES = 16 * 1024 * 1024;
/** Ours: a batch goes to the logs when it has so much, even while the invocation runs. */
export const LOG_BATCH_BYTES = 256 * 1024;
/** Ours: lines of a running invocation are seen by followers after at most this. */
export const LOG_FLUSH_MS = 1_000;
/** Ours: from the start of a sandbox to the first word of our bootstrap in it. */
export const SANDBOX_START_TIMEOUT_MS = 30_000;
/** Ours: an idle sandbox is frozen, later ended. */
export const FREEZE_AFTER_MS = 1_000;
export const END_AFTER_IDLE_MS = 5 * 60_000;
export const IDLE_SWEEP_MS = 500;
/** Ours: functions that typically take less wait up to twice that for a busy sandbox. */
export const SHORT_TYPICAL_MS = 20;
/** Ours: an invocation waits so long for room when this machine has as many sandboxes as it may. */
export const ROOM_WAIT_MS = 10_000;
/** Ours: memory that one sandbox is thought to need, to find how many this machine can have. */
export const SANDBOX_MB = 96;
/** Ours: credentials are renewed when less than this is left; STS gives them for an hour. */
export const CREDENTIALS_RENEW_MS = 15 * 60_000;
/** Ours: after a failed sandbox start the stock waits this long, doubled each time up to the second. */
export const STOCK_RETRY_MS = 500;
export const STOCK_RETRY_MAX_MS = 60_000;
/** Ours: after a pre-started sandbox was taken, the next is started this much later: a cold start takes less. */
export const STOCK_REFILL_MS = 25;
/** Ours: extracted code kept for functions that have no sandbox. */
export const CODE_CACHE_BYTES = 2 * 1024 * 1024 * 1024;
/** Ours: running invocations are waited for at shutdown, past which they are cut. */
export const CLOSE_TIMEOUT_MS = 15_000;
/** Ours: after its end, the output of a sandbox is read for at most this (a child may hold it open). */
export const OUTPUT_END_MS = 500;
/** Ours: fetching an interpreter or an SDK may take so long. */
export const INSTALL_TIMEOUT_MS = 5 * 60_000;
/** Ours: after a failed fetch it is not tried again for so long. */
export const INSTALL_RETRY_MS = 60_000;
/** Ours: kept ready of each runtime in use. */
export const STOCK_SIZE = 3;
/** Ours: an invocation has the whole CPU for so long, then its share of it. */
export const CPU_BURST_MS = 50;
/** Ours: the least that is waited for a busy sandbox; timers are no finer. */
export const SHORT_WAIT_MIN_MS = 5;
/** Ours: an invocation that needs a new sandbox sees an error after so many that did not start. */
export const START_ATTEMPTS = 5;
/** Ours: 4 sandboxes behind a short queue served twice what 32 did on two cores (DESIGN.md). */
export const SHORT_SANDBOXES_PER_CORE = 2;
/** Ours: with so many, a short function's first in line waits so long before another is started. */
export const SHORT_WAIT_MANY_MS = 100;
