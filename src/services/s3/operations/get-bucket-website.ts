/** GetBucketWebsite. */
import { requireBucket } from '../buckets.ts';
import { readConfig } from '../configs.ts';
import type { GetBucketWebsiteOutput, GetBucketWebsiteRequest, WebsiteConfiguration } from '../model.ts';
import { notConfigured } from '../not-configured.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketWebsite(
  ctx: S3Context,
  input: GetBucketWebsiteRequest,
): Promise<GetBucketWebsiteOutput> {
  const website = await readConfig<WebsiteConfiguration>(await requireBucket(ctx, input), 'website');
  if (!website) throw notConfigured('NoSuchWebsiteConfiguration', input.Bucket);
  return website;
}
