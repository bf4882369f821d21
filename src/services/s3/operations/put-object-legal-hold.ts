/** PutObjectLegalHold: a version stays as long as it is on. */
import { changeVersion } from '../change-version.ts';
import { malformedXml } from '../errors.ts';
import type { PutObjectLegalHoldOutput, PutObjectLegalHoldRequest } from '../model.ts';
import { requireLockable } from '../object-lock.ts';
import type { S3Context } from '../parts.ts';

export async function putObjectLegalHold(
  ctx: S3Context,
  input: PutObjectLegalHoldRequest,
): Promise<PutObjectLegalHoldOutput> {
  const status = input.LegalHold?.Status;
  if (status === undefined) throw malformedXml();
  await changeVersion(ctx, input, (before, bucket) => {
    requireLockable(bucket);
    return { ...before, legalHold: status === 'ON' };
  });
  return {};
}
