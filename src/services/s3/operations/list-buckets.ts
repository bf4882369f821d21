/** ListBuckets: those of the caller's account, by name. */
import type { Key } from '../../../storage/store.ts';
import { bucketArn, canonicalUserId } from '../buckets.ts';
import { invalidArgument } from '../errors.ts';
import { LIST_BUCKETS_MAX, LIST_KEYS_MAX } from '../limits.ts';
import type { Bucket, ListBucketsOutput, ListBucketsRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';
import { bucketOfAccountRecord, keys, lastPart } from '../store.ts';

export async function listBuckets(ctx: S3Context, input: ListBucketsRequest): Promise<ListBucketsOutput> {
  const { MaxBuckets = LIST_BUCKETS_MAX, Prefix = '', BucketRegion } = input;
  const paged = input.MaxBuckets !== undefined || input.ContinuationToken !== undefined;
  const buckets: Bucket[] = [];
  let after = afterOf(ctx, input.ContinuationToken);
  let token: string | undefined;
  for (;;) {
    const prefix = keys.bucketsOfAccount(ctx.accountId);
    const page = await ctx.store.range({ prefix, limit: LIST_KEYS_MAX, ...(after && { after }) });
    for (const { key, value } of page.entries) {
      const name = lastPart(key);
      const { region, createdAtMs } = bucketOfAccountRecord.decode(value);
      if (!name.startsWith(Prefix) || (BucketRegion !== undefined && BucketRegion !== region)) continue;
      if (buckets.length === MaxBuckets) {
        token = tokenOf(buckets.at(-1)?.Name ?? '');
        break;
      }
      const more = paged || BucketRegion !== undefined || Prefix !== '' ? { BucketRegion: region } : {};
      buckets.push({ Name: name, CreationDate: createdAtMs, ...more, BucketArn: bucketArn(name) });
    }
    if (token !== undefined || !page.next) break;
    after = page.next;
  }
  return {
    Buckets: buckets,
    Owner: { ID: canonicalUserId(ctx.accountId) },
    ...(token !== undefined && { ContinuationToken: token }),
    ...(Prefix !== '' && { Prefix }),
  };
}

function tokenOf(name: string): string {
  return Buffer.from(name).toString('base64url');
}

function afterOf(ctx: S3Context, token: string | undefined): Key | undefined {
  if (token === undefined) return undefined;
  const name = Buffer.from(token, 'base64url').toString();
  if (name === '' || tokenOf(name) !== token) {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  }
  return keys.bucketOfAccount(ctx.accountId, name);
}
