/** Every bound of the service by name, with its source. Times are milliseconds, sizes bytes. */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** PutMetricData: "no more than 1000 different metrics", "up to 150 values", "up to 30 dimensions" (API reference, 2026-11-24). */
export const METRICS_PER_PUT_MAX = 1_000;
export const VALUES_PER_DATUM_MAX = 150;
export const DIMENSIONS_MAX = 30;
/** PutMetricData: "Values must be in the range of -2^360 to 2^360" (API reference, 2026-11-24); nor closer to 0 than 2^-360. */
export const VALUE_MAX = 2 ** 360;
export const VALUE_MIN = 2 ** -360;
/** PutMetricData: "as much as two weeks before the current date, and … 2 hours after the current day and time". */
export const DATUM_AGE_MAX_MS = 14 * DAY_MS;
export const DATUM_FUTURE_MAX_MS = 2 * HOUR_MS;

/** GetMetricStatistics: "The maximum number of data points returned from a single call is 1,440" (API reference, 2026-11-24). */
export const STATISTICS_POINTS_MAX = 1_440;
/** GetMetricData: "up to 500 MetricDataQuery structures", "100,800 … data points" (API reference, 2026-11-24). */
export const QUERIES_MAX = 500;
export const DATA_POINTS_MAX = 100_800;
/** PutMetricAlarm: "up to 10 metrics" for a metric math alarm, with its expressions up to 20 (API reference, 2026-11-24). */
export const ALARM_METRICS_MAX = 10;
export const ALARM_QUERIES_MAX = 20;
/** ListMetrics: "Up to 500 results are returned for any one call"; metrics without data for two weeks are not listed. */
export const LIST_METRICS_MAX = 500;
export const LISTED_FOR_MS = 14 * DAY_MS;
/** ListMetrics, RecentlyActive: PT3H. */
export const RECENT_MS = 3 * HOUR_MS;
/** DescribeAlarms: "MaxRecords … the default is 50", at most 100 (API reference, model). */
export const DESCRIBE_DEFAULT = 50;
export const DESCRIBE_MAX = 100;
/** "You can associate as many as 50 tags with a CloudWatch resource" (API reference, 2026-11-24). */
export const TAGS_MAX = 50;

/** How long data is kept: 1 minute for 15 days, 5 minutes for 63 days, 1 hour for 455 days (user guide, 2026-11-24). */
export const KEPT_MS: Readonly<Record<Resolution, number>> = { 60: 15 * DAY_MS, 300: 63 * DAY_MS, 3600: 455 * DAY_MS };
/** Seconds that one stored row covers. */
export type Resolution = 60 | 300 | 3600;
/** "CloudWatch saves the history of an alarm for 30 days" (user guide, 2026-11-24). */
export const HISTORY_KEPT_MS = 30 * DAY_MS;

/** PutMetricAlarm: evaluation range = period × periods: at most a day, or seven for periods of an hour and more. */
export const ALARM_RANGE_MAX_S = 86_400;
export const ALARM_LONG_RANGE_MAX_S = 604_800;
/** Alarms look two data points further back than they must ("How alarm state is evaluated when data is missing"). */
export const ALARM_EXTRA_POINTS = 2;
/** Reasons quote at most this many data points (recorded from AWS by public projects, 2017 to 2025). */
export const REASON_POINTS_MAX = 5;
/** The model's bound for HistoryData. */
export const HISTORY_DATA_MAX = 4_095;
/** The model's bound for StateReason and StateReasonData. */
export const REASON_MAX = 1_023;
export const REASON_DATA_MAX = 4_000;

/** Ours: buckets of a sketch grow by this; a percentile is within 1 % of a value that was put there. */
export const SKETCH_ACCURACY = 0.01;
/** Ours: buckets of one sketch; past them the lowest are joined. 2,048 span values that differ by a factor of e^40. */
export const SKETCH_BUCKETS_MAX = 2_048;

/** Ours: points of one commit, and points that may wait for theirs. */
export const POINTS_PER_COMMIT = 1_000;
export const WAITING_POINTS_MAX = 100_000;
export const WRITE_TRIES = 8;
/** Ours: the time of a metric's last data is written anew when it is older than this. */
export const SEEN_EVERY_MS = 15 * MINUTE_MS;
/** Ours: metrics of which the writer remembers that. */
export const SEEN_METRICS_MAX = 10_000;

/** Ours: rows of a metric read at once, and rows that one request reads before it is refused. */
export const ROWS_PAGE = 1_000;
export const ROWS_READ_MAX = 500_000;
/** Ours: data points of one request over all its queries, before it is refused. */
export const REQUEST_POINTS_MAX = 720_000;
/** Ours: metrics that one ListMetrics call looks at before it answers with what it has and a token. */
export const LIST_SCAN_MAX = 10_000;
/** Ours: alarm or history records that one Describe call looks at before it answers with what it has and a token. */
export const DESCRIBE_SCAN_MAX = 5_000;

/** Ours: nesting of a metric math expression, and its parts. The text has at most 2,048 characters (model). */
export const MATH_DEPTH_MAX = 32;
/** Ours: values that the expressions of a request compute and return, over all their steps: some 0.2 s. */
export const MATH_VALUES_MAX = 1_000_000;
/** Ours: nesting of expressions that name expressions. */
export const QUERY_DEPTH_MAX = 20;

/** Alarms are looked at every minute (user guide, 2026-11-24), on the minute. */
export const EVALUATE_EVERY_MS = MINUTE_MS;
/** Ours: data of the minute that just ended is given this long to arrive. */
export const EVALUATE_DELAY_MS = 2_000;
/** Ours: alarms read at once, and alarms that are evaluated at the same time. */
export const EVALUATE_PAGE = 200;
export const EVALUATE_PARALLEL = 8;
/** Ours: rows that one evaluation of an alarm may read. */
export const ALARM_ROWS_MAX = 200_000;

/**
 * Ours: time between sweeps; metrics looked at in one; rows rolled up in one commit, and commits for one metric. Larger pages
 * would start a thread each minute.
 */
export const SWEEP_EVERY_MS = 60_000;
export const SWEEP_METRICS = 200;
export const SWEEP_ROWS = 200;
export const SWEEP_PIECES_MAX = 50;

/** Ours: functions, versions and minutes whose metrics are one commit: twelve rows each. */
export const GROUPS_PER_COMMIT = 80;
/** Ours: invocations that are taken together for that. */
export const USAGES_PER_BATCH = 10_000;
/** Ours: counts that come without a usage record (throttles, concurrency) are written this often … */
export const COUNTS_EVERY_MS = 1_000;
/** … and belong to at most this many functions between two writes. */
export const COUNTED_FUNCTIONS_MAX = 50_000;
/** Ours: how long a reader waits for invocations that are still in the spool. */
export const DRAIN_WAIT_MS = 5_000;
