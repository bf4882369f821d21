/** Which actions an operation asks for, on which resources: the service authorization reference of Amazon S3. */
import type { ConditionContext } from '../../auth/policy/policy.ts';
import type { Access, AccessTable } from '../service.ts';
import type { Operations, TagResourceRequest, UntagResourceRequest } from './model.ts';
import type { S3ControlParts } from './parts.ts';
import { type ResourceInput, bucketOf } from './resources.ts';

export const s3ControlAccess: AccessTable<S3ControlParts, Operations> = {
  DeletePublicAccessBlock: onAccount('s3:PutAccountPublicAccessBlock'),
  GetPublicAccessBlock: onAccount('s3:GetAccountPublicAccessBlock'),
  ListTagsForResource: onBucket('s3:ListTagsForResource', () => ({})),
  PutPublicAccessBlock: onAccount('s3:PutAccountPublicAccessBlock'),
  TagResource: onBucket('s3:TagResource', ({ Tags }: TagResourceRequest) => ({
    ...Object.fromEntries(Tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
    'aws:TagKeys': Tags.map(({ Key }) => Key),
  })),
  UntagResource: onBucket('s3:UntagResource', ({ TagKeys }: UntagResourceRequest) => ({ 'aws:TagKeys': TagKeys })),
};

function onAccount(action: string): Access<S3ControlParts, { readonly AccountId: string }> {
  return {
    actions: [action],
    checks: (_ctx, { AccountId }) => [{ action, resource: '*', resourceAccountId: AccountId }],
  };
}

function onBucket<Input extends ResourceInput>(
  action: string,
  keysOf: (input: Input) => ConditionContext,
): Access<S3ControlParts, Input> {
  return {
    actions: [action],
    checks: async ({ parts }, input) => [await parts.buckets.accessCheck(bucketOf(input), action, keysOf(input))],
  };
}
