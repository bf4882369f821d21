/** ListObjectsV2: pages by an opaque token. */
import { requireBucket } from '../buckets.ts';
import { invalidArgument } from '../errors.ts';
import { listKeys } from '../list-keys.ts';
import { describeListed, keyEncoder, readMaxKeys } from '../list-output.ts';
import type { ListObjectsV2Output, ListObjectsV2Request } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function listObjectsV2(ctx: S3Context, input: ListObjectsV2Request): Promise<ListObjectsV2Output> {
  const { record: bucket } = await requireBucket(ctx, input);
  const { Prefix = '', Delimiter, StartAfter, ContinuationToken, EncodingType, FetchOwner = false } = input;
  const maxKeys = readMaxKeys(input.MaxKeys);
  const encode = keyEncoder(EncodingType);
  const after = ContinuationToken === undefined ? StartAfter : readToken(ContinuationToken);
  const query = { prefix: Prefix, delimiter: Delimiter ?? '', after, maxKeys };
  const page = await listKeys(ctx.store, bucket, query);
  return {
    Name: bucket.name,
    Prefix: encode(Prefix),
    ...(StartAfter !== undefined && { StartAfter: encode(StartAfter) }),
    ...(ContinuationToken !== undefined && { ContinuationToken }),
    ...(page.last !== undefined && { NextContinuationToken: makeToken(page.last) }),
    KeyCount: page.objects.length + page.commonPrefixes.length,
    MaxKeys: maxKeys,
    ...(Delimiter !== undefined && Delimiter !== '' && { Delimiter: encode(Delimiter) }),
    ...(EncodingType && { EncodingType }),
    IsTruncated: page.last !== undefined,
    Contents: page.objects.map((object) => describeListed(bucket, object, encode, FetchOwner)),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
}

const TOKEN_MARK = '1';

function makeToken(last: string): string {
  return TOKEN_MARK + Buffer.from(last).toString('base64url');
}

/** "The continuation token provided is incorrect" (recorded from AWS, 2026-11-23). */
function readToken(token: string): string {
  const bytes = Buffer.from(token.slice(1), 'base64url');
  const last = bytes.toString();
  if (token.startsWith(TOKEN_MARK) && last !== '' && makeToken(last) === token) return last;
  throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
}
