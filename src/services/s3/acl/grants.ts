/** Access control lists as S3 keeps them: grants of a permission to an account or to a group. */
import type { Grant, Owner } from '../model.ts';
import type { AclGrant } from '../store.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee-predefined-groups */
export const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers';
export const AUTHENTICATED_USERS = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers';
export const LOG_DELIVERY = 'http://acs.amazonaws.com/groups/s3/LogDelivery';
export const GROUPS: ReadonlySet<string> = new Set([ALL_USERS, AUTHENTICATED_USERS, LOG_DELIVERY]);

/** What a bucket or object has of which nothing was said: everything is its owner's. */
export function ownerAlone(ownerId: string): readonly AclGrant[] {
  return [{ account: ownerId, permission: 'FULL_CONTROL' }];
}

export function isPublicAcl(grants: readonly AclGrant[]): boolean {
  return grants.some(isPublicGrant);
}

export function isPublicGrant(grant: AclGrant): boolean {
  return 'group' in grant && grant.group !== LOG_DELIVERY;
}

export function isOwnerAlone(grants: readonly AclGrant[], ownerId: string): boolean {
  return grants.every((grant) => 'account' in grant && grant.account === ownerId);
}

export function describeAcl(grants: readonly AclGrant[], ownerId: string): { Owner: Owner; Grants: readonly Grant[] } {
  return {
    Owner: { ID: ownerId },
    Grants: grants.map((grant) => ({
      Grantee: 'account' in grant ? { Type: 'CanonicalUser', ID: grant.account } : { Type: 'Group', URI: grant.group },
      Permission: grant.permission,
    })),
  };
}
