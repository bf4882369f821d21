/** GetObjectRetention. */
import { noLockConfiguration } from '../errors.ts';
import { requireObject } from '../find-object.ts';
import type { GetObjectRetentionOutput, GetObjectRetentionRequest } from '../model.ts';
import { requireLockable } from '../object-lock.ts';
import type { S3Context } from '../parts.ts';

export async function getObjectRetention(
  ctx: S3Context,
  input: GetObjectRetentionRequest,
): Promise<GetObjectRetentionOutput> {
  const { bucket, record } = await requireObject(ctx, input);
  requireLockable(bucket.record);
  const { retention } = record;
  if (!retention) throw noLockConfiguration();
  return { Retention: { Mode: retention.mode, RetainUntilDate: retention.untilMs } };
}
