/** Which public access is blocked: by the bucket, or by its account for all of its buckets. */
import type { Bucket } from './bucket-cache.ts';
import type { PublicAccessBlock } from './store.ts';

/**
 * "S3 applies the most restrictive combination of the … settings" of the bucket and its account (user guide,
 * access-control-block-public-access).
 */
export async function publicAccessOf({ record, accounts }: Bucket): Promise<PublicAccessBlock> {
  const known = accounts.publicAccess(record.accountId);
  const account = known instanceof Promise ? await known : known;
  const bucket = record.publicAccessBlock ?? NOTHING_BLOCKED;
  if (!account) return bucket;
  return {
    BlockPublicAcls: bucket.BlockPublicAcls || account.BlockPublicAcls,
    IgnorePublicAcls: bucket.IgnorePublicAcls || account.IgnorePublicAcls,
    BlockPublicPolicy: bucket.BlockPublicPolicy || account.BlockPublicPolicy,
    RestrictPublicBuckets: bucket.RestrictPublicBuckets || account.RestrictPublicBuckets,
  };
}

const NOTHING_BLOCKED: PublicAccessBlock = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};

/** Of what a client puts: settings that it does not name are off. */
export function readPublicAccessBlock(
  given: Partial<Record<keyof PublicAccessBlock, boolean | undefined>>,
): PublicAccessBlock {
  const { BlockPublicAcls = false, IgnorePublicAcls = false } = given;
  const { BlockPublicPolicy = false, RestrictPublicBuckets = false } = given;
  return { BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets };
}
