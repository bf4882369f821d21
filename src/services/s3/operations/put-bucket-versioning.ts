/** PutBucketVersioning: once set, it can be suspended and never taken back. */
import { WireError } from '../../../wire/error.ts';
import { updateBucket } from '../buckets.ts';
import { unsupported } from '../errors.ts';
import type { PutBucketVersioningRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function putBucketVersioning(
  ctx: S3Context,
  input: PutBucketVersioningRequest,
): Promise<Record<string, never>> {
  const { Status, MFADelete } = input.VersioningConfiguration;
  if (MFADelete === 'Enabled') throw unsupported('MFA delete');
  if (Status === undefined) throw illegal();
  await updateBucket(ctx, input, (bucket) => {
    if (bucket.objectLock && Status !== 'Enabled') throw locked();
    return { ...bucket, versioning: Status, ...(MFADelete && { mfaDelete: MFADelete }) };
  });
  return {};
}

/** Recorded from AWS in public snapshots, 2025-01-21. */
function illegal(): WireError {
  return new WireError('IllegalVersioningConfigurationException', 400, 'The Versioning element must be specified');
}

/** Recorded from AWS, 2026-11-23. */
function locked(): WireError {
  const words = 'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.';
  return new WireError('InvalidBucketState', 409, words);
}
