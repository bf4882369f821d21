/** Every bound of the service by name, with its source. Times are milliseconds, sizes bytes. */

/** "Table names and index names must be between 3 and 255 characters long" (Developer Guide, Constraints, 2026-11-27). */
export const NAME_CHARACTERS_MIN = 3;
export const NAME_CHARACTERS_MAX = 255;
/** "5 local secondary indexes", "20 global secondary indexes (default quota)" (Developer Guide, Quotas, 2026-11-27). */
export const LOCAL_INDEXES_MAX = 5;
export const GLOBAL_INDEXES_MAX = 20;
/** "project a total of up to 100 attributes into all of a table's local and global secondary indexes" (Quotas). */
export const PROJECTED_ATTRIBUTES_MAX = 100;
/** Multi-attribute keys of global indexes: "up to four attributes" each (Developer Guide, 2025-11-19). */
export const INDEX_KEY_ATTRIBUTES_MAX = 4;
/** Per table and account "40,000 read request units and 40,000 write request units", and 80,000 provisioned per account. */
export const TABLE_CAPACITY_UNITS_MAX = 40_000;
export const ACCOUNT_CAPACITY_UNITS_MAX = 80_000;
/** CreateTable refuses more (dynalite's recordings of AWS, 2026-11-27). */
export const CAPACITY_UNITS_MAX = 1_000_000_000_000;
/** Warm throughput of an on-demand table that says none (DescribeTable's answers in public recordings, 2026-11-27). */
export const WARM_READ_UNITS = 12_000;
export const WARM_WRITE_UNITS = 4_000;
/** ListTables: "the limit is 100" (API reference, 2026-11-27). */
export const LIST_TABLES_MAX = 100;
/** "You can add up to 50 tags to a resource" (Tagging restrictions, 2026-11-27). */
export const TAGS_MAX = 50;

/** Ours: tables kept compiled in memory; the least recently loaded goes first. */
export const CACHED_TABLES_MAX = 10_000;
/** Ours: items or index entries removed in one commit of the background work. */
export const SWEEP_PIECE = 200;

/** Query and Scan: "up to 1 MB of data" before filters (API reference, 2026-11-27). */
export const PAGE_BYTES_MAX = 1_048_576;
/** Ours: rows that a page reads at once; more of them would be read in another thread. */
export const PAGE_ROWS = 200;

/** BatchGetItem "as many as 100 items" and "up to 16 MB of data"; BatchWriteItem 25 requests (API reference, 2026-11-27). */
export const BATCH_GET_MAX = 100;
export const BATCH_GET_BYTES_MAX = 16 * 1_048_576;
export const BATCH_WRITE_MAX = 25;
/** BatchWriteItem: "can transmit up to 16 MB of data over the network" (API reference, 2026-11-27). */
export const BATCH_BODY_BYTES_MAX = 16 * 1_048_576;
/** TransactWriteItems and TransactGetItems: "the aggregate size … cannot exceed 4 MB" (API reference, 2026-11-27). */
export const TRANSACTION_BYTES_MAX = 4 * 1_048_576;
/** "A client request token is valid for 10 minutes after the first request that uses it is completed." */
export const TOKEN_LIFE_MS = 600_000;
/** Ours: what one commit of several items holds, with their index entries and stream records; the store's limit is 16 MiB. */
export const COMMIT_BYTES_MAX = 15 * 1_048_576;
/** Ours: items of a batch that are written in one commit, by their bytes. */
export const BATCH_PIECE_BYTES = 1_048_576;

/** Ours: items that are brought into an index in one commit, and at most how many bytes of them (and one more). */
export const FILL_PIECE = 100;
export const FILL_PIECE_BYTES = 1_048_576;
/** Ours: jobs looked at once, and when what failed is tried again. */
export const JOBS_PAGE = 100;
export const JOB_RETRY_MS = 1_000;
/** "up to 4 times … per day", then once an hour (Developer Guide, Quotas: decreasing provisioned throughput, 2026-11-27). */
export const FREE_DECREASES_A_DAY = 4;
export const HOUR_MS = 3_600_000;

/** "DynamoDB currently retains up to five minutes (300 seconds) of unused read and write capacity" (Developer Guide). */
export const BURST_SECONDS = 300;
/** Ours: maxima on demand are targets, and keep no more than this. */
export const MAXIMUM_BURST_SECONDS = 1;
/** Ours: tables and indexes whose used capacity is remembered. */
export const BUCKETS_MAX = 20_000;
