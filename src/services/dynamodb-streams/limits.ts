/** Every bound of the service by name, with its source. */

/** ListStreams and DescribeStream: "the upper limit is 100" (Streams API reference, 2026-11-27). */
export const LIST_MAX = 100;
/** GetRecords: "the upper limit is 1000". */
export const RECORDS_MAX = 1_000;
/** "A shard iterator expires 15 minutes after it is returned to the requester." */
export const ITERATOR_LIFE_MS = 15 * 60_000;
