/** PutBucketAccelerateConfiguration: there is nothing to accelerate; suspending is kept. */
import { requireBucket } from '../buckets.ts';
import { putConfig } from '../configs.ts';
import { invalidRequest, malformedXml, unsupported } from '../errors.ts';
import type { PutBucketAccelerateConfigurationRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function putBucketAccelerateConfiguration(
  ctx: S3Context,
  input: PutBucketAccelerateConfigurationRequest,
): Promise<Record<string, never>> {
  const { record } = await requireBucket(ctx, input);
  const { Status } = input.AccelerateConfiguration;
  if (Status === undefined) throw malformedXml();
  // Recorded from AWS, 2023-08-10.
  if (record.name.includes('.')) {
    throw invalidRequest('S3 Transfer Acceleration is not supported for buckets with periods (.) in their names');
  }
  if (Status === 'Enabled') throw unsupported('transfer acceleration');
  await putConfig(ctx, input, 'accelerate', Status);
  return {};
}
