/** Lines of access logs on their way to their buckets, in the telemetry store. */
import { jsonRecord } from '../../storage/record.ts';
import type { Key } from '../../storage/store.ts';

/** An entry of the spool, and of the stream of its bucket. */
export interface LoggedAccess {
  readonly bucket: string;
  /** Of this bucket and of no other of its name. */
  readonly bucketId: string;
  /** When the request came. */
  readonly timeMs: number;
  /** With its line feed. */
  readonly line: string;
}

export const ACCESS_KIND = 's3.access';
export const loggedAccessRecord = jsonRecord<LoggedAccess>({ name: 's3.logged-access', version: 1 });
export const accessMarkRecord = jsonRecord<{ readonly mark: string }>({ name: 's3.access-mark', version: 1 });

export const accessKeys = {
  /** The last entry of the spool that was brought in: entries may come again. */
  mark: (): Key => ['system', 's3-access-mark'],
  lines: (): Key => ['system', 's3-access'],
  linesOf: (bucketId: string): Key => ['system', 's3-access', bucketId],
  /** All lines of the bucket. */
  behind: (bucketId: string): Key => ['system', 's3-access', bucketId, 2n ** 63n - 1n],
};
