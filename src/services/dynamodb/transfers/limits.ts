/** Every bound of exports and imports by name, with its source. Times are milliseconds, sizes bytes. */

/** "up to 300 concurrent export tasks" and "up to 50 concurrent import jobs" (Developer Guide, Quotas, 2026-11-27). */
export const EXPORTS_MAX = 300;
export const IMPORTS_MAX = 50;
/** Ours: of those in progress, read at once. No more than the main thread reads: a round must not keep a thread for it. */
export const TRANSFERS_PAGE = 200;
/** "The maximum number of objects … is 50,000" per import (Developer Guide, Quotas: import from Amazon S3). */
export const IMPORT_OBJECTS_MAX = 50_000;
/** "A client token is valid for 8 hours" (API reference of both). */
export const TRANSFER_TOKEN_MS = 8 * 3_600_000;
/** "ListExports … within the past 90 days", and ListImports (API reference). */
export const TRANSFER_KEPT_MS = 90 * 86_400_000;
/** ListExports and ListImports: pages of at most 25. */
export const TRANSFERS_PAGE_MAX = 25;
/** Ours: rows that a page looks through at once. */
export const TRANSFER_ROWS = 200;

/** Ours: lines of one file of an export before it is compressed; it is in memory as a whole. */
export const EXPORT_FILE_BYTES = 8 * 1_048_576;
/** Ours: items that an export reads at once. */
export const EXPORT_ROWS = 200;
/** Ours: one item of an import; an item of 400 KB of empty names takes less. */
export const IMPORT_LINE_BYTES_MAX = 8 * 1_048_576;
/** Ours: items of one commit of an import, and their bytes (and one more). */
export const IMPORT_PIECE = 100;
export const IMPORT_PIECE_BYTES = 1_048_576;
/** Ours: how often work that was put off is looked at again, and what is removed in one round of it. */
export const TRANSFER_EVERY_MS = 10_000;
export const TRANSFER_EXPIRIES = 200;
