/** DeleteBucketEncryption: back to the encryption that all buckets have. */
import { deleteConfig } from '../configs.ts';
import type { DeleteBucketEncryptionRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function deleteBucketEncryption(
  ctx: S3Context,
  input: DeleteBucketEncryptionRequest,
): Promise<Record<string, never>> {
  await deleteConfig(ctx, input, 'encryption');
  return {};
}
