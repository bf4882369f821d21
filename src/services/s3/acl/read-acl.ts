/** What a request says of access control lists: a canned one, grants in headers, or a document. */
import { WireError } from '../../../wire/error.ts';
import { canonicalUserId } from '../buckets.ts';
import { invalidArgument, invalidRequest, unsupported } from '../errors.ts';
import { ACL_GRANTS_MAX } from '../limits.ts';
import type { AccessControlPolicy, Grant } from '../model.ts';
import type { S3Context } from '../parts.ts';
import type { AclGrant, AclPermission } from '../store.ts';
import { ALL_USERS, AUTHENTICATED_USERS, GROUPS, LOG_DELIVERY, ownerAlone } from './grants.ts';

export interface AclHeaders {
  readonly ACL?: string | undefined;
  readonly GrantFullControl?: string | undefined;
  readonly GrantRead?: string | undefined;
  readonly GrantReadACP?: string | undefined;
  readonly GrantWrite?: string | undefined;
  readonly GrantWriteACP?: string | undefined;
}

const GRANT_HEADERS = [
  ['GrantFullControl', 'FULL_CONTROL', 'x-amz-grant-full-control'],
  ['GrantRead', 'READ', 'x-amz-grant-read'],
  ['GrantReadACP', 'READ_ACP', 'x-amz-grant-read-acp'],
  ['GrantWrite', 'WRITE', 'x-amz-grant-write'],
  ['GrantWriteACP', 'WRITE_ACP', 'x-amz-grant-write-acp'],
] as const;

/** What only says what is so anyway needs no permission of its own. */
export function saysAcl(headers: AclHeaders): boolean {
  const { ACL } = headers;
  const isOrdinary = ACL === undefined || ACL === 'private' || ACL === 'bucket-owner-full-control';
  return !isOrdinary || GRANT_HEADERS.some(([name]) => headers[name] !== undefined);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl */
const CANNED: Readonly<Record<string, readonly (readonly [group: string, permission: AclPermission])[]>> = {
  private: [],
  'public-read': [[ALL_USERS, 'READ']],
  'public-read-write': [
    [ALL_USERS, 'READ'],
    [ALL_USERS, 'WRITE'],
  ],
  'authenticated-read': [[AUTHENTICATED_USERS, 'READ']],
  'log-delivery-write': [
    [LOG_DELIVERY, 'WRITE'],
    [LOG_DELIVERY, 'READ_ACP'],
  ],
  // Objects belong to the bucket's owner, who has everything already.
  'bucket-owner-read': [],
  'bucket-owner-full-control': [],
};

type Reading = Pick<S3Context, 'parts'>;

/** Undefined where the headers say nothing. Messages recorded in public snapshots and reports, 2026-11-27. */
export async function readAclHeaders(
  ctx: Reading,
  headers: AclHeaders,
  ownerId: string,
): Promise<readonly AclGrant[] | undefined> {
  const given = GRANT_HEADERS.filter(([name]) => headers[name] !== undefined);
  if (headers.ACL !== undefined) {
    if (given.length > 0) throw invalidRequest('Specifying both Canned ACLs and Header Grants is not allowed');
    return canned(headers.ACL, ownerId);
  }
  if (given.length === 0) return undefined;
  const grants: AclGrant[] = [];
  for (const [name, permission, header] of given) {
    for (const text of (headers[name] ?? '').split(',')) grants.push(readGrantee(text.trim(), permission, header));
  }
  return await checked(ctx, grants, 'id');
}

function canned(name: string, ownerId: string): readonly AclGrant[] {
  if (name === 'aws-exec-read') throw unsupported('the canned access control list aws-exec-read');
  const grants = Object.hasOwn(CANNED, name) ? CANNED[name] : undefined;
  if (!grants) throw invalidArgument('', 'x-amz-acl', name);
  return [...ownerAlone(ownerId), ...grants.map(([group, permission]) => ({ group, permission }))];
}

function readGrantee(text: string, permission: AclPermission, header: string): AclGrant {
  const [, type = '', value = ''] = /^(\w+)="?([^"]*)"?$/.exec(text) ?? [];
  if (type === 'id') return { account: value, permission };
  if (type === 'uri') {
    if (!GROUPS.has(value)) throw invalidArgument('Invalid group uri', 'uri', value);
    return { group: value, permission };
  }
  if (type === 'emailAddress') throw unresolvableEmail();
  throw invalidArgument('Argument format not recognized', header, text);
}

export async function readAclDocument(
  ctx: Reading,
  { Owner, Grants }: AccessControlPolicy,
  ownerId: string,
): Promise<readonly AclGrant[]> {
  if (!Owner || !Grants || Grants.length > ACL_GRANTS_MAX) throw malformedAcl();
  if (Owner.ID !== ownerId) throw invalidArgument('Invalid id', 'CanonicalUser/ID', Owner.ID ?? '');
  return await checked(ctx, Grants.map(readGrant), 'CanonicalUser/ID');
}

function readGrant({ Grantee, Permission }: Grant): AclGrant {
  if (!Permission || !Grantee) throw malformedAcl();
  switch (Grantee.Type) {
    case 'CanonicalUser':
      return { account: Grantee.ID ?? '', permission: Permission };
    case 'Group':
      if (!GROUPS.has(Grantee.URI ?? '')) throw invalidArgument('Invalid group uri', 'Group/URI', Grantee.URI ?? '');
      return { group: Grantee.URI ?? '', permission: Permission };
    case 'AmazonCustomerByEmail':
      throw unresolvableEmail();
  }
}

/** Every account must be there. */
async function checked(
  { parts }: Reading,
  grants: readonly AclGrant[],
  argument: string,
): Promise<readonly AclGrant[]> {
  const named = grants.flatMap((grant) => ('account' in grant ? [grant.account] : []));
  if (named.length === 0) return grants;
  const known = new Set((await parts.identities.accountIds()).map(canonicalUserId));
  const unknown = named.find((id) => !known.has(id));
  if (unknown !== undefined) throw invalidArgument('Invalid id', argument, unknown);
  return grants;
}

function malformedAcl(): WireError {
  const words = 'The XML you provided was not well-formed or did not validate against our published schema';
  return new WireError('MalformedACLError', 400, words);
}

/** Accounts have no addresses here. */
function unresolvableEmail(): WireError {
  const words = 'The e-mail address you provided does not match any account on record.';
  return new WireError('UnresolvableGrantByEmailAddress', 400, words);
}
