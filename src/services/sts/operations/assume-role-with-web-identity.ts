/** AssumeRoleWithWebIdentity: not signed; the token says who calls, and the role's trust policy whether it may. */
import type { ConditionContext } from '../../../auth/policy/policy.ts';
import { WireError } from '../../../wire/error.ts';
import { accountOfRole, requestTags, roleTags } from '../access.ts';
import { ROLE_DEFAULT_SECONDS, SESSION_TAGS_MAX } from '../limits.ts';
import {
  type AssumeRoleWithWebIdentityRequest,
  type AssumeRoleWithWebIdentityResponse,
  InvalidIdentityTokenException,
} from '../model.ts';
import { packedPercent } from '../packed.ts';
import type { AssumableRole, StsContext } from '../parts.ts';
import { checkPolicy, managedPolicies } from '../session-policies.ts';
import { sessionTags } from '../session-tags.ts';
import { type ClaimedSession, claimedSession, claimKeys, webPrincipal } from '../web-identities.ts';
import { verifyWebToken, type WebIdentity } from '../web-tokens.ts';
import { credentialsOf } from './credentials.ts';

export async function assumeRoleWithWebIdentity(
  ctx: StsContext,
  input: AssumeRoleWithWebIdentityRequest,
): Promise<AssumeRoleWithWebIdentityResponse> {
  if (input.ProviderId !== undefined) throw invalid('ProviderId is not supported here: it is for OAuth 2.0 tokens.');
  const { identities, sessions, issuerKeys } = ctx.parts;
  const accountId = accountOfRole(input.RoleArn);
  const identity = await verifyWebToken(input.WebIdentityToken, {
    keys: issuerKeys,
    nowMs: ctx.clock.nowMs(),
    findProvider: (url) => identities.findOidcProvider(accountId, url),
  });
  const claimed = claimedSession(identity);
  const role = await identities.findRole(input.RoleArn);
  if (!role) throw notAuthorized();
  await authorize(ctx, role, identity, claimed, input.RoleSessionName);
  const seconds = input.DurationSeconds ?? ROLE_DEFAULT_SECONDS;
  if (seconds > role.maxSessionSeconds) {
    throw invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  if (claimed.Tags.length > SESSION_TAGS_MAX) {
    throw new InvalidIdentityTokenException(`A token carries at most ${SESSION_TAGS_MAX} session tags.`);
  }
  const { tags, transitiveTagKeys } = sessionTags(webPrincipal(identity), claimed);
  const policyArns = await managedPolicies(ctx, role.accountId, input);
  checkPolicy(input.Policy);
  const percent = packedPercent({ policy: input.Policy, policyArns, tags });
  const { name, arn, uniqueId } = role;
  const sessionName = input.RoleSessionName;
  const issued = sessions.issue(
    {
      holder: { kind: 'role', accountId: role.accountId, name, arn, uniqueId, sessionName },
      tags,
      transitiveTagKeys,
      federatedProvider: identity.provider.arn,
      ...(claimed.sourceIdentity !== undefined && { sourceIdentity: claimed.sourceIdentity }),
      ...(input.Policy !== undefined && { policy: input.Policy }),
      ...(policyArns.length > 0 && { policyArns }),
    },
    seconds,
  );
  return {
    Credentials: credentialsOf(issued),
    SubjectFromWebIdentityToken: identity.subject,
    AssumedRoleUser: {
      AssumedRoleId: `${uniqueId}:${sessionName}`,
      Arn: `arn:aws:sts::${role.accountId}:assumed-role/${name}/${sessionName}`,
    },
    ...(percent !== undefined && { PackedPolicySize: percent }),
    Provider: identity.provider.arn,
    Audience: identity.audience,
    ...(claimed.sourceIdentity !== undefined && { SourceIdentity: claimed.sourceIdentity }),
  };
}

/** By the role's trust policy alone. Throws AccessDenied. */
async function authorize(
  ctx: StsContext,
  role: AssumableRole,
  identity: WebIdentity,
  { Tags, TransitiveTagKeys, sourceIdentity }: ClaimedSession,
  sessionName: string,
): Promise<void> {
  const tagContext: ConditionContext = {
    ...requestTags(Tags),
    ...(TransitiveTagKeys.length > 0 && { 'sts:TransitiveTagKeys': TransitiveTagKeys }),
  };
  const common: ConditionContext = {
    ...roleTags(role.tags),
    ...claimKeys(identity),
    ...tagContext,
    'aws:SourceIp': ctx.sourceIp,
    'aws:CurrentTime': new Date(ctx.clock.nowMs()).toISOString(),
    'sts:RoleSessionName': sessionName,
    ...(sourceIdentity !== undefined && { 'sts:SourceIdentity': sourceIdentity }),
  };
  const actions = [
    'sts:AssumeRoleWithWebIdentity',
    ...(Tags.length > 0 ? ['sts:TagSession'] : []),
    ...(sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
  ];
  for (const action of actions) {
    const { allowed } = await ctx.parts.authorizer.decide({
      principal: webPrincipal(identity),
      action,
      resource: role.arn,
      resourceAccountId: role.accountId,
      resourcePolicy: role.trust,
      resourcePolicyRequired: true,
      context: common,
    });
    if (!allowed) throw notAuthorized();
  }
}

/** AWS does not tell a role that is not there from one that is closed (AccessDenied, public reports up to 2026, 2026-11-24). */
const notAuthorized = (): WireError =>
  new WireError('AccessDenied', 403, 'Not authorized to perform sts:AssumeRoleWithWebIdentity');

const invalid = (message: string): WireError => new WireError('ValidationError', 400, message);
