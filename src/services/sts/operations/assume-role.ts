/** AssumeRole. That the caller may, with its MFA code, was asked in access.ts; here are the bounds of the session that it gets. */
import { WireError } from '../../../wire/error.ts';
import { CHAINED_MAX_SECONDS, ROLE_DEFAULT_SECONDS } from '../limits.ts';
import type { AssumeRoleRequest, AssumeRoleResponse } from '../model.ts';
import { packedPercent } from '../packed.ts';
import type { AssumableRole, StsContext } from '../parts.ts';
import { checkPolicy, managedPolicies } from '../session-policies.ts';
import { sessionTags } from '../session-tags.ts';
import { credentialsOf } from './credentials.ts';

export async function assumeRole(ctx: StsContext, input: AssumeRoleRequest): Promise<AssumeRoleResponse> {
  if (input.ProvidedContexts && input.ProvidedContexts.length > 0) {
    throw new WireError('ValidationError', 400, 'ProvidedContexts is not supported here.');
  }
  const role = await ctx.parts.identities.findRole(input.RoleArn);
  if (!role) throw notAuthorized(ctx, input.RoleArn);
  const durationSeconds = duration(ctx, role, input.DurationSeconds);
  const sourceIdentity = sourceIdentityOf(ctx, input.SourceIdentity);
  const { tags, transitiveTagKeys } = sessionTags(ctx.principal, input);
  const policyArns = await managedPolicies(ctx, role.accountId, input);
  checkPolicy(input.Policy);
  const percent = packedPercent({ policy: input.Policy, policyArns, tags });
  const { name, arn, accountId, uniqueId } = role;
  const sessionName = input.RoleSessionName;
  const issued = ctx.parts.sessions.issue(
    {
      holder: { kind: 'role', accountId, name, arn, uniqueId, sessionName },
      tags,
      transitiveTagKeys,
      ...(sourceIdentity !== undefined && { sourceIdentity }),
      ...(input.Policy !== undefined && { policy: input.Policy }),
      ...(policyArns.length > 0 && { policyArns }),
    },
    durationSeconds,
  );
  return {
    Credentials: credentialsOf(issued),
    AssumedRoleUser: {
      AssumedRoleId: `${uniqueId}:${sessionName}`,
      Arn: `arn:aws:sts::${accountId}:assumed-role/${name}/${sessionName}`,
    },
    ...(percent !== undefined && { PackedPolicySize: percent }),
    ...(sourceIdentity !== undefined && { SourceIdentity: sourceIdentity }),
  };
}

/** The role was deleted since it was asked for: AWS does not tell one that is not there from one that is closed. */
function notAuthorized(ctx: StsContext, roleArn: string): WireError {
  const message = `User: ${ctx.principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
  return new WireError('AccessDenied', 403, message);
}

/** Both messages verbatim from AWS (public reports up to 2026, read on 2026-11-24). */
function duration(ctx: StsContext, role: AssumableRole, wanted = ROLE_DEFAULT_SECONDS): number {
  if (wanted > role.maxSessionSeconds) {
    throw invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  if (ctx.principal.kind === 'assumed-role' && wanted > CHAINED_MAX_SECONDS) {
    throw invalid('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.');
  }
  return wanted;
}

/** Set once, it stays through every chained session. The message is AWS's (public report of 2026, 2026-11-24). */
function sourceIdentityOf(ctx: StsContext, wanted: string | undefined): string | undefined {
  const present = ctx.principal.session?.sourceIdentity;
  if (present !== undefined && wanted !== undefined && wanted !== present) {
    throw invalid('The source identity is already set for this assume role session');
  }
  if (wanted !== undefined && /^aws:/i.test(wanted)) {
    throw invalid('Source identities starting with aws: are reserved for AWS.');
  }
  return wanted ?? present;
}

const invalid = (message: string): WireError => new WireError('ValidationError', 400, message);
