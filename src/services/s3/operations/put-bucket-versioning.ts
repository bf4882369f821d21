/** PutBucketVersioning: once set, it can be suspended and never taken back. */
import { updateBucket } from '../buckets.ts';
import { malformedXml, unsupported } from '../errors.ts';
import type { PutBucketVersioningRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function putBucketVersioning(
  ctx: S3Context,
  input: PutBucketVersioningRequest,
): Promise<Record<string, never>> {
  const { Status, MFADelete } = input.VersioningConfiguration;
  if (MFADelete === 'Enabled') throw unsupported('MFA delete');
  if (Status === undefined) throw malformedXml();
  await updateBucket(ctx, input, (bucket) => ({ ...bucket, versioning: Status }));
  return {};
}
