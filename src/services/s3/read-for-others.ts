/** Reads an object for another service, with the rights of whoever called that: Lambda takes its packages from here. */
import { requireBucket } from './buckets.ts';
import { objectCheck } from './access-rows.ts';
import { requireSameKey } from './customer-keys.ts';
import { existingObject, type Finder, requireObject } from './find-object.ts';
import { openContent } from './open-content.ts';
import type { S3Context, S3Parts } from './parts.ts';
import { reread } from './reread.ts';

/** The caller's request, as the other service has it. */
export type Caller = Pick<S3Context, 'store' | 'authorize' | 'signal' | 'region'>;

export interface MeantObject {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

export interface ReadObject {
  /** Where the bucket is. */
  readonly region: string;
  /** Undefined where it has more bytes than the limit. */
  readonly bytes: Uint8Array | undefined;
}

/** Throws S3's errors, and what `authorize` throws. */
export async function readForOthers(
  parts: S3Parts,
  caller: Caller,
  { bucket: Bucket, key: Key, versionId: VersionId }: MeantObject,
  limitBytes: number,
): Promise<ReadObject> {
  const { store, signal } = caller;
  const ctx: Finder & Pick<S3Context, 'signal'> = {
    parts,
    store,
    signal,
    authorize: (check) => caller.authorize(check),
  };
  const bucket = await requireBucket(ctx, { Bucket });
  const { region } = bucket.record;
  const action = VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  const { context, acl } = await existingObject(ctx, bucket, Key, VersionId);
  await ctx.authorize(await objectCheck(bucket, Key, action, context, acl));
  return await reread(async () => {
    const { record } = await requireObject(ctx, { Bucket, Key, VersionId });
    requireSameKey(record.customerKey, undefined);
    if (record.sizeBytes > limitBytes) return { region, bytes: undefined };
    const range = { start: 0, end: record.sizeBytes };
    const opened = await openContent(ctx, { bucket: bucket.record, content: record.content, range });
    return { region, bytes: opened instanceof Uint8Array ? opened : await whole(opened) };
  });
}

async function whole(flow: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of flow) pieces.push(piece);
  return Buffer.concat(pieces);
}
