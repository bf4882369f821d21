/** Bounds of the bubblewrap sandboxes, each with its source. */

/** Processes and threads in one sandbox. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, 2026-11-23. */
export const MAX_PIDS = 1024;

/** Open files of one process. The same page, 2026-11-23. */
export const MAX_OPEN_FILES = 1024;

/** Live sandboxes where the configuration says nothing: Lambda's account concurrency. The same page, 2026-11-23. */
export const MAX_SANDBOXES = 1000;

/** Of the first slot; slot n runs as this + n. Above login users, below what /etc/subuid gives out on most systems by chance only. */
export const FIRST_HOST_ID = 200_000;

/** The function's user and group as processes inside see them: Lambda's sbx_user1051 is 993, its group 990 (SANDBOX.md). */
export const INSIDE_UID = 993;
export const INSIDE_GID = 990;

/** Size of /dev/shm; charged to the memory limit. Ours. */
export const SHM_BYTES = 64 * 1024 * 1024;

/** /tmp of a sandbox before its function is known: Lambda's default, the likeliest size, so that `limit` rarely remounts. */
export const DEFAULT_TMP_MB = 512;

/** A sandbox that is not up by then is ended: bwrap, interpreter and listeners take some 100 ms on an idle machine. Ours. */
export const START_DEADLINE_MS = 30_000;

/** Waiting for the end of processes that were killed: they may sit in uninterruptible I/O. Ours. */
export const KILL_DEADLINE_MS = 10_000;

/** CPU accounting period, and the memory that buys one vCPU in it (SANDBOX.md, finding 6). */
export const CPU_PERIOD_US = 100_000;

/** The kernel refuses a quota below 1 ms. Documentation/scheduler/sched-bwc.rst. */
export const MIN_CPU_QUOTA_US = 1000;

/** Distinct host folders (interpreters, code, layers) that stay bound between uses. Ours: each is a mount that every start copies. */
export const MAX_STAGED_FOLDERS = 64;
