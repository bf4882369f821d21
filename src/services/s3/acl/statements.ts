/** Access control lists as statements for the policy engine, each grant the actions that it stands for. */
import type { AuthorizationRequest, CompiledStatement, PrincipalGrant } from '../../../auth/policy/policy.ts';
import { isStranger } from '../../../auth/policy/principals.ts';
import { canonicalUserId } from '../buckets.ts';
import type { AclGrant, AclPermission } from '../store.ts';
import { ALL_USERS, AUTHENTICATED_USERS, isPublicGrant } from './grants.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#acl-access-policy-permission-mapping */
const BUCKET_ACTIONS: Readonly<Record<Exclude<AclPermission, 'FULL_CONTROL'>, readonly string[]>> = {
  READ: ['s3:listbucket', 's3:listbucketversions', 's3:listbucketmultipartuploads'],
  WRITE: ['s3:putobject'],
  READ_ACP: ['s3:getbucketacl'],
  WRITE_ACP: ['s3:putbucketacl'],
};
const OBJECT_ACTIONS: typeof BUCKET_ACTIONS = {
  READ: ['s3:getobject', 's3:getobjectversion'],
  WRITE: [],
  READ_ACP: ['s3:getobjectacl', 's3:getobjectversionacl'],
  WRITE_ACP: ['s3:putobjectacl', 's3:putobjectversionacl'],
};

export function aclStatements(
  grants: readonly AclGrant[],
  of: 'bucket' | 'object',
  ignoresPublic: boolean,
): readonly CompiledStatement[] {
  const actions = of === 'bucket' ? BUCKET_ACTIONS : OBJECT_ACTIONS;
  return grants
    .filter((grant) => !(ignoresPublic && isPublicGrant(grant)))
    .map((grant) => statementOf(grant, actionsOf(grant.permission, actions)));
}

function actionsOf(permission: AclPermission, actions: typeof BUCKET_ACTIONS): ReadonlySet<string> {
  return new Set(permission === 'FULL_CONTROL' ? Object.values(actions).flat() : actions[permission]);
}

function statementOf(grant: AclGrant, actions: ReadonlySet<string>): CompiledStatement {
  const granted = (request: AuthorizationRequest): PrincipalGrant | undefined => grantTo(grant, request);
  return {
    sid: undefined,
    effect: 'Allow',
    matchesAction: (action) => actions.has(action.toLowerCase()),
    matchesPrincipal: (request) => granted(request) !== undefined,
    grant: granted,
    matchesResource: () => true,
    matchesConditions: () => true,
    readsRequest: false,
  };
}

/** An account's grant leaves the decision on its users to the account. */
function grantTo(grant: AclGrant, { principal }: AuthorizationRequest): PrincipalGrant | undefined {
  if ('group' in grant) {
    if (grant.group === ALL_USERS) return 'direct';
    return grant.group === AUTHENTICATED_USERS && !isStranger(principal) ? 'direct' : undefined;
  }
  if (isStranger(principal) || grant.account !== canonicalUserId(principal.accountId)) return undefined;
  return principal.kind === 'root' ? 'direct' : 'account';
}
