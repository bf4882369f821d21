/** Whether the list that a request brings may be put: ownership may switch lists off, and public ones may be blocked. */
import { WireError } from '../../../wire/error.ts';
import type { Bucket } from '../bucket-cache.ts';
import { canonicalUserId } from '../buckets.ts';
import { blockedByPublicAccess } from '../errors.ts';
import type { AccessControlPolicy } from '../model.ts';
import type { S3Context } from '../parts.ts';
import { publicAccessOf } from '../public-access.ts';
import type { AclGrant } from '../store.ts';
import { isPublicAcl } from './grants.ts';
import { listsAreOff } from './lists.ts';
import { type AclHeaders, readAclDocument, readAclHeaders, saysAcl } from './read-acl.ts';

export interface AclInput extends AclHeaders {
  readonly AccessControlPolicy?: AccessControlPolicy | undefined;
}

/** Of PutBucketAcl and PutObjectAcl. */
export async function readNewAcl(ctx: S3Context, bucket: Bucket, input: AclInput): Promise<readonly AclGrant[]> {
  const ownerId = canonicalUserId(bucket.record.accountId);
  if (listsAreOff(bucket)) throw notSupported();
  const ofHeaders = await readAclHeaders(ctx, input, ownerId);
  const { AccessControlPolicy: document } = input;
  if (ofHeaders && document) throw new WireError('UnexpectedContent', 400, 'This request does not support content');
  if (ofHeaders) return ofHeaders;
  if (document) return await readAclDocument(ctx, document, ownerId);
  const words = 'Your request was missing a required header';
  throw new WireError('MissingSecurityHeader', 400, words, { MissingHeaderName: 'x-amz-acl' });
}

/** Of a request that puts an object: undefined where it says nothing. */
export async function readObjectAcl(
  ctx: S3Context,
  bucket: Bucket,
  headers: AclHeaders,
): Promise<readonly AclGrant[] | undefined> {
  const grants = await readAclHeaders(ctx, headers, canonicalUserId(bucket.record.accountId));
  if (!grants || !listsAreOff(bucket)) return grants;
  // "PUT requests that contain bucket owner full control ACLs … or that don't specify an ACL" (about-object-ownership);
  // and what every object is: rclone says it of each.
  if (saysAcl(headers)) throw notSupported();
  return undefined;
}

export async function requireUnblocked(
  ctx: S3Context,
  bucket: Bucket,
  grants: readonly AclGrant[],
  action: string,
  resource: string,
): Promise<void> {
  if (!isPublicAcl(grants) || !(await publicAccessOf(bucket)).BlockPublicAcls) return;
  throw blockedByPublicAccess(ctx, action, resource, 'BlockPublicAcls');
}

function notSupported(): WireError {
  return new WireError('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs');
}

/** Of a bucket that owns everything in it from now on, or from its beginning. */
export function aclWithEnforcedOwner(): WireError {
  const words = "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting";
  return new WireError('InvalidBucketAclWithObjectOwnership', 400, words);
}

export function aclWithBlock(): WireError {
  const words = 'Bucket cannot have public ACLs set with BlockPublicAccess enabled';
  return new WireError('InvalidBucketAclWithBlockPublicAccessError', 400, words);
}
