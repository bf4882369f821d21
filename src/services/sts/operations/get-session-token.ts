/** GetSessionToken: temporary credentials of the user (or root) that calls, with its permissions but for IAM and STS. */
import type { SessionHolder } from '../../../auth/session.ts';
import { WireError } from '../../../wire/error.ts';
import { ROOT_MAX_SECONDS, USER_DEFAULT_SECONDS } from '../limits.ts';
import type { GetSessionTokenRequest, GetSessionTokenResponse } from '../model.ts';
import type { StsContext } from '../parts.ts';
import { mfaGiven } from '../mfa.ts';
import { credentialsOf } from './credentials.ts';

export async function getSessionToken(
  ctx: StsContext,
  input: GetSessionTokenRequest,
): Promise<GetSessionTokenResponse> {
  const { principal, parts } = ctx;
  if (principal.session || (principal.kind !== 'user' && principal.kind !== 'root')) {
    // Verbatim from AWS (AccessDenied, public reports up to 2026, read on 2026-11-24).
    throw new WireError('AccessDenied', 403, 'Cannot call GetSessionToken with session credentials');
  }
  const mfaAuthenticated = await mfaGiven(ctx, input);
  const wanted = input.DurationSeconds ?? USER_DEFAULT_SECONDS;
  const seconds = principal.kind === 'root' ? Math.min(wanted, ROOT_MAX_SECONDS) : wanted;
  const session = { holder: holderOf(ctx), tags: {}, transitiveTagKeys: [], mfaAuthenticated };
  return { Credentials: credentialsOf(parts.sessions.issue(session, seconds)) };
}

function holderOf({ principal: { kind, accountId, arn, userId, userName } }: StsContext): SessionHolder {
  if (kind === 'root' || userName === undefined) return { kind: 'root', accountId };
  return { kind: 'user', accountId, name: userName, arn, uniqueId: userId };
}
