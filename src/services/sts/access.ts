/** How each operation is authorized. AssumeRole asks the role's trust policy, and through it the caller's own. */
import type { ConditionContext } from '../../auth/policy/policy.ts';
import { parseArn } from '../../kit/arn.ts';
import { WireError } from '../../wire/error.ts';
import type { AccessCheck, AccessTable } from '../service.ts';
import type { AssumeRoleRequest, Operations, Tag } from './model.ts';
import { mfaGiven } from './mfa.ts';
import type { StsContext, StsParts } from './parts.ts';
import { inheritedTags } from './session-tags.ts';

export const stsAccess: AccessTable<StsParts, Operations> = {
  AssumeRole: {
    actions: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
    checks: assumeRoleChecks,
  },
  AssumeRoleWithWebIdentity: {
    actions: ['sts:AssumeRoleWithWebIdentity'],
    open: "not signed: the role's trust policy is asked about the token's bearer, by the operation",
    checks: () => [],
  },
  GetAccessKeyInfo: {
    actions: ['sts:GetAccessKeyInfo'],
    checks: () => [{ action: 'sts:GetAccessKeyInfo', resource: '*' }],
  },
  GetCallerIdentity: {
    actions: ['sts:GetCallerIdentity'],
    open: '"No permissions are required to perform this operation" (GetCallerIdentity, API reference)',
    checks: () => [],
  },
  GetFederationToken: {
    actions: ['sts:GetFederationToken', 'sts:TagSession'],
    checks: (ctx, { Name: name, Tags: tags = [] }) => {
      const resource = `arn:aws:sts::${ctx.accountId}:federated-user/${name}`;
      const context = requestTags(tags);
      const check = { action: 'sts:GetFederationToken', resource, context };
      return tags.length === 0 ? [check] : [check, { ...check, action: 'sts:TagSession' }];
    },
  },
  GetSessionToken: {
    actions: ['sts:GetSessionToken'],
    open: '"No permissions are required for users to perform this operation" (GetSessionToken, API reference)',
    checks: () => [],
  },
};

/**
 * Which condition keys go with which action is as the service authorization reference has it; that sts:RoleSessionName
 * and aws:RequestTag are not there for SetSourceIdentity was seen on AWS (public reports of 2026, read on 2026-11-24).
 */
async function assumeRoleChecks(ctx: StsContext, input: AssumeRoleRequest): Promise<readonly AccessCheck[]> {
  if (ctx.principal.kind === 'root' && !ctx.parts.rootMayAssume) {
    // "Roles may not be assumed by root accounts." (AccessDenied, public reports up to 2026, read on 2026-11-24).
    throw new WireError('AccessDenied', 403, 'Roles may not be assumed by root accounts.');
  }
  const accountId = accountOfRole(input.RoleArn);
  const role = await ctx.parts.identities.findRole(input.RoleArn);
  // The role's trust policy may ask for it; the session that is made does not carry it on, as on AWS.
  const withMfa = await mfaGiven(ctx, input);
  const sourceIdentity = input.SourceIdentity ?? ctx.principal.session?.sourceIdentity;
  const tags = input.Tags ?? [];
  const check = (action: string, context: ConditionContext): AccessCheck => ({
    action,
    resource: input.RoleArn,
    resourceAccountId: accountId,
    resourcePolicyRequired: true,
    ...(role && { resourcePolicy: role.trust }),
    context: {
      ...roleTags(role?.tags ?? {}),
      ...(withMfa && { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' }),
      ...context,
    },
  });
  const tagContext: ConditionContext = {
    ...requestTags(tags),
    ...(input.TransitiveTagKeys && { 'sts:TransitiveTagKeys': [...input.TransitiveTagKeys] }),
  };
  const identityContext: ConditionContext =
    sourceIdentity === undefined ? {} : { 'sts:SourceIdentity': sourceIdentity };
  // Inherited tags need the permission too (seen on AWS, public report of 2026, read on 2026-11-24).
  const tagging = tags.length > 0 || inheritedTags(ctx.principal).transitiveTagKeys.length > 0;
  return [
    check('sts:AssumeRole', {
      ...tagContext,
      ...identityContext,
      'sts:RoleSessionName': input.RoleSessionName,
      'sts:ExternalId': input.ExternalId,
    }),
    ...(tagging ? [check('sts:TagSession', tagContext)] : []),
    ...(sourceIdentity === undefined ? [] : [check('sts:SetSourceIdentity', identityContext)]),
  ];
}

export function accountOfRole(roleArn: string): string {
  const arn = parseArn(roleArn);
  if (!arn || !/^\d{12}$/.test(arn.account)) throw new WireError('ValidationError', 400, `${roleArn} is invalid`);
  if (arn.service !== 'iam' || arn.region !== '' || !/^role\/./.test(arn.resource)) {
    throw new WireError('ValidationError', 400, 'Request ARN is invalid');
  }
  return arn.account;
}

export function roleTags(tags: Readonly<Record<string, string>>): ConditionContext {
  const pairs = Object.entries(tags);
  return Object.fromEntries([
    ...pairs.map(([key, value]) => [`aws:ResourceTag/${key}`, value]),
    ...pairs.map(([key, value]) => [`iam:ResourceTag/${key}`, value]),
  ]);
}

export function requestTags(tags: readonly Tag[]): ConditionContext {
  if (tags.length === 0) return {};
  const values = tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value]);
  return { ...Object.fromEntries(values), 'aws:TagKeys': tags.map(({ Key }) => Key) };
}
