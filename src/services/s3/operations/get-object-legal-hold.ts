/** GetObjectLegalHold. */
import { noLockConfiguration } from '../errors.ts';
import { requireObject } from '../find-object.ts';
import type { GetObjectLegalHoldOutput, GetObjectLegalHoldRequest } from '../model.ts';
import { requireLockable } from '../object-lock.ts';
import type { S3Context } from '../parts.ts';

export async function getObjectLegalHold(
  ctx: S3Context,
  input: GetObjectLegalHoldRequest,
): Promise<GetObjectLegalHoldOutput> {
  const { bucket, record } = await requireObject(ctx, input);
  requireLockable(bucket.record);
  if (record.legalHold === undefined) throw noLockConfiguration();
  return { LegalHold: { Status: record.legalHold ? 'ON' : 'OFF' } };
}
