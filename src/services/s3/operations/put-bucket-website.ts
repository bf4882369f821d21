/** PutBucketWebsite: takes the place of what was there. */
import { putConfig } from '../configs.ts';
import type { PutBucketWebsiteRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';
import { checkWebsite } from '../website.ts';

export async function putBucketWebsite(ctx: S3Context, input: PutBucketWebsiteRequest): Promise<Record<string, never>> {
  checkWebsite(input.WebsiteConfiguration);
  await putConfig(ctx, input, 'website', input.WebsiteConfiguration);
  return {};
}
