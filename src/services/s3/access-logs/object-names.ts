/** Which lines make which object of a target bucket, and how it is called. */
import type { Ids } from '../../../kit/ids.ts';
import type { LoggingEnabled } from '../model.ts';
import type { BucketRecord } from '../store.ts';
import type { LoggedAccess } from '../store-access-logs.ts';

export interface AccessObject {
  readonly key: string;
  readonly body: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html#server-log-keyname-format (2026-11-28) */
export function byObject(
  { accountId, region, name }: BucketRecord,
  { TargetPrefix, TargetObjectKeyFormat }: LoggingEnabled,
  lines: readonly LoggedAccess[],
  { nowMs, ids }: { readonly nowMs: number; readonly ids: Pick<Ids, 'bytes'> },
): readonly AccessObject[] {
  const unique = (): string => Buffer.from(ids.bytes(8)).toString('hex').toUpperCase();
  const partitioned = TargetObjectKeyFormat?.PartitionedPrefix;
  if (!partitioned) return [{ key: `${TargetPrefix}${stampOf(nowMs)}-${unique()}`, body: bodyOf(lines) }];
  const folder = `${TargetPrefix}${accountId}/${region}/${name}`;
  const keyOf = (stamp: string): string => `${folder}/${stamp.slice(0, 10).replaceAll('-', '/')}/${stamp}-${unique()}`;
  if (partitioned.PartitionDateSource !== 'EventTime') return [{ key: keyOf(stampOf(nowMs)), body: bodyOf(lines) }];
  // "For event time, … the hour, minutes and seconds are set to 00 in the key."
  const days = Map.groupBy(lines, ({ timeMs }) => stampOf(timeMs).slice(0, 10));
  return [...days].map(([day, some]) => ({ key: keyOf(`${day}-00-00-00`), body: bodyOf(some) }));
}

/** `2026-11-28-10-11-12`, in UTC. */
function stampOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 19).replaceAll(/[T:]/g, '-');
}

function bodyOf(lines: readonly LoggedAccess[]): string {
  return lines.map(({ line }) => line).join('');
}
