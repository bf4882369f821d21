/** GetBucketLifecycleConfiguration. */
import { requireBucket } from '../buckets.ts';
import { readConfig } from '../configs.ts';
import type { StoredLifecycle } from '../lifecycle/rules.ts';
import type { GetBucketLifecycleConfigurationOutput, GetBucketLifecycleConfigurationRequest } from '../model.ts';
import { notConfigured } from '../not-configured.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketLifecycleConfiguration(
  ctx: S3Context,
  input: GetBucketLifecycleConfigurationRequest,
): Promise<GetBucketLifecycleConfigurationOutput> {
  const stored = await readConfig<StoredLifecycle>(await requireBucket(ctx, input), 'lifecycle');
  if (!stored) throw notConfigured('NoSuchLifecycleConfiguration', input.Bucket);
  return { Rules: stored.rules, TransitionDefaultMinimumObjectSize: stored.minimumSize };
}
