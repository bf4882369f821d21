/** PutBucketAbac: access by the tags of buckets is not there yet; off is no change. */
import { requireBucket } from '../buckets.ts';
import { malformedXml, unsupported } from '../errors.ts';
import type { PutBucketAbacRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function putBucketAbac(ctx: S3Context, input: PutBucketAbacRequest): Promise<Record<string, never>> {
  await requireBucket(ctx, input);
  if (input.AbacStatus.Status === undefined) throw malformedXml();
  if (input.AbacStatus.Status === 'Enabled') throw unsupported('access by the tags of buckets (ABAC)');
  return {};
}
