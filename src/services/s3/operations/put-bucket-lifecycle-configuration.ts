/** PutBucketLifecycleConfiguration: takes the place of all rules. */
import { putConfig } from '../configs.ts';
import { malformedXml } from '../errors.ts';
import { readRules } from '../lifecycle/read-rules.ts';
import type { StoredLifecycle } from '../lifecycle/rules.ts';
import type { PutBucketLifecycleConfigurationOutput, PutBucketLifecycleConfigurationRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function putBucketLifecycleConfiguration(
  ctx: S3Context,
  input: PutBucketLifecycleConfigurationRequest,
): Promise<PutBucketLifecycleConfigurationOutput> {
  if (!input.LifecycleConfiguration) throw malformedXml();
  const rules = readRules(input.LifecycleConfiguration.Rules, () => ctx.ids.uuid());
  const minimumSize = input.TransitionDefaultMinimumObjectSize ?? 'all_storage_classes_128K';
  await putConfig(ctx, input, 'lifecycle', { rules, minimumSize } satisfies StoredLifecycle);
  return { TransitionDefaultMinimumObjectSize: minimumSize };
}
