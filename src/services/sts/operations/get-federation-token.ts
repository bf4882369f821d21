/** GetFederationToken: credentials for somebody whom the calling user vouches for, within the policies that it passes. */
import type { SessionHolder } from '../../../auth/session.ts';
import { WireError } from '../../../wire/error.ts';
import { ROOT_MAX_SECONDS, USER_DEFAULT_SECONDS } from '../limits.ts';
import type { GetFederationTokenRequest, GetFederationTokenResponse } from '../model.ts';
import { packedPercent } from '../packed.ts';
import type { StsContext } from '../parts.ts';
import { checkPolicy, managedPolicies } from '../session-policies.ts';
import { sessionTags } from '../session-tags.ts';
import { credentialsOf } from './credentials.ts';

export async function getFederationToken(
  ctx: StsContext,
  input: GetFederationTokenRequest,
): Promise<GetFederationTokenResponse> {
  const { principal, parts } = ctx;
  const { Name: name, Policy: policy } = input;
  if (principal.session || (principal.kind !== 'user' && principal.kind !== 'root')) {
    // Verbatim from AWS (AccessDenied, public reports up to 2026, read on 2026-11-24).
    throw new WireError('AccessDenied', 403, 'Cannot call GetFederationToken with session credentials');
  }
  checkPolicy(policy);
  const policyArns = await managedPolicies(ctx, principal.accountId, input);
  const { tags } = sessionTags(principal, { Tags: input.Tags });
  const percent = packedPercent({ policy, policyArns, tags });
  const wanted = input.DurationSeconds ?? USER_DEFAULT_SECONDS;
  const issued = parts.sessions.issue(
    {
      holder: holderOf(ctx, name),
      tags,
      transitiveTagKeys: [],
      ...(policy !== undefined && { policy }),
      ...(policyArns.length > 0 && { policyArns }),
    },
    principal.kind === 'root' ? Math.min(wanted, ROOT_MAX_SECONDS) : wanted,
  );
  return {
    Credentials: credentialsOf(issued),
    FederatedUser: {
      FederatedUserId: `${principal.accountId}:${name}`,
      Arn: `arn:aws:sts::${principal.accountId}:federated-user/${name}`,
    },
    ...(percent !== undefined && { PackedPolicySize: percent }),
  };
}

function holderOf({ principal: { accountId, userName, arn, userId } }: StsContext, name: string): SessionHolder {
  const federated = { kind: 'federated', accountId, name } as const;
  return userName === undefined ? federated : { ...federated, by: { name: userName, arn, uniqueId: userId } };
}
