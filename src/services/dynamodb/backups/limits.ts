/** Every bound of backups and point-in-time recovery by name, with its source. */

/** RecoveryPeriodInDays: "between 1 and 35", 35 where nothing is said (API reference, 2026-11-27). */
export const RECOVERY_DAYS_MAX = 35;
/** "A system backup … is retained for 35 days" (Developer Guide, Point-in-time recovery, 2026-11-27). */
export const DELETED_TABLE_KEPT_MS = 35 * 86_400_000;
/** ListBackups: "the maximum is 100". */
export const LIST_BACKUPS_MAX = 100;
/** Ours: rows of a page of ListBackups that are looked through for those that are asked for. */
export const LIST_ROWS = 200;
/** Ours: items of one commit of a copy, and their bytes. */
export const COPY_PIECE = 200;
export const COPY_PIECE_BYTES = 1024 * 1024;
/** "up to 50 concurrent restores … per account" and region (Developer Guide, Quotas, 2026-11-27). */
export const RESTORES_MAX = 50;
/** Ours: copies that wait for their turn. */
export const COPIES_MAX = 500;
/** Ours: of those that wait, read at once. No more than the main thread reads: a round must not keep a thread for it. */
export const COPIES_PAGE = 200;
/** Ours: how often copies that failed are tried again, and logs are pruned. */
export const COPY_EVERY_MS = 10_000;
export const PRUNE_EVERY_MS = 600_000;
export const PRUNE_LOGS = 200;
export const EXPIRE_BACKUPS = 200;
export const PRUNE_PIECE = 200;
export const PRUNE_PIECES_MAX = 1_000;
/** Ours: CreateBackup waits so long for its copy, so that a small table may be deleted right after. */
export const BACKUP_WAIT_MS = 2_000;
