/** PutBucketEncryption: also whether keys of the customer are refused. */
import { putConfig } from '../configs.ts';
import { readEncryption } from '../encryption.ts';
import type { PutBucketEncryptionRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function putBucketEncryption(
  ctx: S3Context,
  input: PutBucketEncryptionRequest,
): Promise<Record<string, never>> {
  const { bucketKeyEnabled, blocksCustomerKeys } = readEncryption(input.ServerSideEncryptionConfiguration.Rules);
  await putConfig(ctx, input, 'encryption', { bucketKeyEnabled }, (record) => ({
    ...record,
    blocksCustomerKeys: blocksCustomerKeys ?? record.blocksCustomerKeys,
  }));
  return {};
}
