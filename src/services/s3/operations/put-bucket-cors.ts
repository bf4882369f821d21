/** PutBucketCors: takes the place of what was there. */
import { putConfig } from '../configs.ts';
import { checkCorsRules } from '../cors.ts';
import type { PutBucketCorsRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function putBucketCors(ctx: S3Context, input: PutBucketCorsRequest): Promise<Record<string, never>> {
  const rules = input.CORSConfiguration.CORSRules;
  checkCorsRules(rules);
  await putConfig(ctx, input, 'cors', rules);
  return {};
}
