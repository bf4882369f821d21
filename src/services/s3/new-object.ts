/** What is kept of an object that is being put, beside its bytes. */
import { readObjectAcl, requireUnblocked } from './acl/put-acl.ts';
import { type AclHeaders, saysAcl } from './acl/read-acl.ts';
import type { Bucket } from './bucket-cache.ts';
import { objectArn } from './buckets.ts';
import { type CustomerKey, proveKey, refuseBlocked } from './customer-keys.ts';
import { type LockInput, readLock } from './object-lock.ts';
import { readSettings, type SettingsInput } from './object-settings.ts';
import { readTagHeader } from './object-tags.ts';
import type { S3Context } from './parts.ts';
import type { AclGrant, ObjectSettings } from './store.ts';

export interface NewObjectInput extends SettingsInput, LockInput, AclHeaders {
  readonly Tagging?: string | undefined;
}

export async function newObjectSettings(
  ctx: S3Context,
  bucket: Bucket,
  input: NewObjectInput,
  customerKey: CustomerKey | undefined,
): Promise<ObjectSettings> {
  const { record } = bucket;
  refuseBlocked(record, customerKey);
  const tags = readTagHeader(input.Tagging);
  const acl = await newObjectAcl(ctx, bucket, input);
  return {
    ...readSettings(input),
    ...(tags && { tags }),
    ...(acl && { acl }),
    ...readLock(record, input, ctx.clock.nowMs()),
    ...(customerKey && { customerKey: proveKey(ctx.ids, customerKey) }),
  };
}

/** Undefined where everything is the owner's. */
async function newObjectAcl(
  ctx: S3Context,
  bucket: Bucket,
  input: NewObjectInput,
): Promise<readonly AclGrant[] | undefined> {
  const acl = await readObjectAcl(ctx, bucket, input);
  if (!acl || !saysAcl(input)) return undefined;
  await requireUnblocked(ctx, bucket, acl, 's3:PutObject', objectArn(bucket.record.name, input.Key));
  return acl;
}
