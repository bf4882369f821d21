/** The rows of access.ts that many operations share, with the condition keys that S3 has for them. */
import type { ConditionContext } from '../../auth/policy/policy.ts';
import type { Access, AccessCheck } from '../service.ts';
import { saysAcl } from './acl/read-acl.ts';
import { type BucketInput, bucketArn, objectArn, requireBucket } from './buckets.ts';
import type { Bucket } from './bucket-cache.ts';
import type { CreateBucketRequest } from './model.ts';
import type { S3Context, S3Parts } from './parts.ts';
import { resourcePolicy } from './resource-policy.ts';
import type { AclGrant } from './store.ts';

/** Of what the input says. */
type KeysOf<Input> = (input: Input) => ConditionContext;

const NO_KEYS = (): ConditionContext => ({});

export function onAccount(action: string): Access<S3Parts, unknown> {
  return { actions: [action], checks: () => [{ action, resource: '*' }] };
}

export function onBucket<More = unknown>(
  action: string,
  keysOf: KeysOf<More> = NO_KEYS,
): Access<S3Parts, More & BucketInput> {
  return {
    actions: [action],
    checks: async (ctx, input) => {
      const bucket = await requireBucket(ctx, input);
      return [await bucketCheck(bucket, action, keysOf(input))];
    },
  };
}

/**
 * "calls to the HeadBucket operation always return the bucket's location through an HTTP response header, whether access
 * to the bucket is authorized or not" (API reference, GetBucketLocation, 2026-11-28): clients find regions by it, unsigned.
 */
export const headAccess: Access<S3Parts, BucketInput> = {
  actions: ['s3:ListBucket'],
  checks: async (ctx, input) => {
    const bucket = await requireBucket(ctx, input);
    const check = await bucketCheck(bucket, 's3:ListBucket');
    return [{ ...check, deniedHeaders: { 'x-amz-bucket-region': bucket.record.region } }];
  },
};

export interface ListingInput extends BucketInput {
  readonly Prefix?: string | undefined;
  readonly Delimiter?: string | undefined;
  readonly MaxKeys?: number | undefined;
}

export function onListing(action: string): Access<S3Parts, ListingInput> {
  return onBucket(action, (input: ListingInput) => ({
    's3:prefix': input.Prefix,
    's3:delimiter': input.Delimiter,
    's3:max-keys': input.MaxKeys === undefined ? undefined : String(input.MaxKeys),
  }));
}

export interface ObjectOptions<Input> {
  /** Where the input names a version. */
  readonly versionAction?: string;
  readonly keysOf?: KeysOf<Input>;
}

export interface KeyInput extends BucketInput {
  readonly Key: string;
  readonly VersionId?: string | undefined;
}

export function onObject<More = unknown>(
  action: string,
  options: ObjectOptions<More> = {},
): Access<S3Parts, More & KeyInput> {
  const { versionAction, keysOf = NO_KEYS } = options;
  return {
    actions: [action],
    checks: async (ctx, input) => {
      const bucket = await requireBucket(ctx, input);
      const { VersionId } = input;
      const asked = VersionId !== undefined && versionAction !== undefined ? versionAction : action;
      const context = { ...writeKeys(input), ...keysOf(input), 's3:VersionId': VersionId };
      return [await objectCheck(bucket, input.Key, asked, context)];
    },
  };
}

export async function bucketCheck(
  bucket: Bucket,
  action: string,
  context: ConditionContext = {},
): Promise<AccessCheck> {
  const { name, accountId } = bucket.record;
  return {
    action,
    resource: bucketArn(name),
    resourceAccountId: accountId,
    context,
    ...(await resourcePolicy(bucket)),
  };
}

export async function objectCheck(
  bucket: Bucket,
  key: string,
  action: string,
  context: ConditionContext = {},
  acl?: readonly AclGrant[],
): Promise<AccessCheck> {
  const { name, accountId } = bucket.record;
  const resource = objectArn(name, key);
  return { action, resource, resourceAccountId: accountId, context, ...(await resourcePolicy(bucket, acl)) };
}

/** Members of inputs that have a condition key of the same name as their header. */
const WRITE_KEYS: Readonly<Record<string, string>> = {
  ACL: 's3:x-amz-acl',
  CopySource: 's3:x-amz-copy-source',
  GrantFullControl: 's3:x-amz-grant-full-control',
  GrantRead: 's3:x-amz-grant-read',
  GrantReadACP: 's3:x-amz-grant-read-acp',
  GrantWrite: 's3:x-amz-grant-write',
  GrantWriteACP: 's3:x-amz-grant-write-acp',
  IfMatch: 's3:if-match',
  IfNoneMatch: 's3:if-none-match',
  MetadataDirective: 's3:x-amz-metadata-directive',
  ServerSideEncryption: 's3:x-amz-server-side-encryption',
  SSECustomerAlgorithm: 's3:x-amz-server-side-encryption-customer-algorithm',
  SSEKMSKeyId: 's3:x-amz-server-side-encryption-aws-kms-key-id',
  StorageClass: 's3:x-amz-storage-class',
  WebsiteRedirectLocation: 's3:x-amz-website-redirect-location',
};

export function writeKeys(input: object): ConditionContext {
  const context: Record<string, string> = {};
  for (const [name, value] of Object.entries(input)) {
    const key = WRITE_KEYS[name];
    if (key !== undefined && typeof value === 'string') context[key] = value;
  }
  return context;
}

/** Of a bucket that is not there yet: its account is the caller's. What it begins with has actions of its own. */
export const createAccess: Access<S3Parts, CreateBucketRequest> = {
  actions: [
    's3:CreateBucket',
    's3:PutBucketAcl',
    's3:PutBucketObjectLockConfiguration',
    's3:PutBucketOwnershipControls',
    's3:PutBucketVersioning',
    's3:TagResource',
  ],
  checks: (_ctx: S3Context, input) => {
    const { CreateBucketConfiguration, ObjectOwnership, ObjectLockEnabledForBucket } = input;
    const tags = CreateBucketConfiguration?.Tags ?? [];
    const actions = ['s3:CreateBucket'];
    if (saysAcl(input)) actions.push('s3:PutBucketAcl');
    if (ObjectLockEnabledForBucket) actions.push('s3:PutBucketObjectLockConfiguration', 's3:PutBucketVersioning');
    if (ObjectOwnership !== undefined) actions.push('s3:PutBucketOwnershipControls');
    if (tags.length > 0) actions.push('s3:TagResource');
    const context = {
      ...writeKeys(input),
      's3:LocationConstraint': CreateBucketConfiguration?.LocationConstraint,
      's3:x-amz-object-ownership': ObjectOwnership,
      ...requestTags(tags),
    };
    return actions.map((action) => ({ action, resource: bucketArn(input.Bucket), context }));
  },
};

/** Of tags that a request gives to a bucket. */
export function requestTags(tags: readonly { readonly Key: string; readonly Value: string }[]): ConditionContext {
  if (tags.length === 0) return {};
  const requested = tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value] as const);
  return { ...Object.fromEntries(requested), 'aws:TagKeys': tags.map(({ Key }) => Key) };
}
