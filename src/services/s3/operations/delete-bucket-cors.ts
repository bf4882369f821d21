/** DeleteBucketCors: idempotent. */
import { deleteConfig } from '../configs.ts';
import type { DeleteBucketCorsRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function deleteBucketCors(ctx: S3Context, input: DeleteBucketCorsRequest): Promise<Record<string, never>> {
  await deleteConfig(ctx, input, 'cors');
  return {};
}
