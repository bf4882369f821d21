/** Whose key a request names, and whether it is in use: the same for every kind of signature. */
import type { AuthenticatorParts, ErrorStyle } from './authenticator.ts';
import { authError, speaksS3 } from './errors.ts';
import type { Credential } from './principal.ts';
import { sameText } from './signing-key.ts';

export interface KeyUse {
  readonly accessKeyId: string;
  readonly sessionToken?: string;
}

/** Where it was used. */
export interface KeyPlace {
  readonly errorStyle: ErrorStyle;
  readonly signingName: string;
  readonly fromSandbox: boolean;
}

export interface FoundCredential {
  readonly credential: Credential;
  readonly devKeys: boolean;
}

/** Throws WireError where the key is not known, not in use, or not with this token. */
export async function findCredential(
  parts: AuthenticatorParts,
  request: KeyPlace,
  { accessKeyId, sessionToken }: KeyUse,
): Promise<FoundCredential> {
  const { devKeys } = parts;
  const fields = speaksS3(request) ? { AWSAccessKeyId: accessKeyId } : {};
  if (devKeys && accessKeyId === devKeys.accessKeyId) {
    if (request.fromSandbox) throw authError('unknown-key', request, '', fields);
    return { credential: { ...devKeys, active: true }, devKeys: true };
  }
  const credential = await parts.principals.findCredential(accessKeyId, sessionToken);
  if (!credential || credential.accessKeyId !== accessKeyId) {
    // A temporary key is known by its token alone.
    const bad = accessKeyId.startsWith('ASIA') && sessionToken !== undefined;
    throw bad ? authError('invalid-token', request) : authError('unknown-key', request, '', fields);
  }
  if (!credential.active) throw authError('unknown-key', request, '', fields);
  if (credential.sessionToken !== undefined && sessionToken === undefined) {
    throw authError('unknown-key', request, '', fields);
  }
  if (!isToken(credential.sessionToken, sessionToken)) throw authError('invalid-token', request);
  if (credential.expiresAtMs !== undefined && credential.expiresAtMs <= parts.clock.nowMs()) {
    throw authError('expired-token', request);
  }
  return { credential, devKeys: false };
}

function isToken(expected: string | undefined, given: string | undefined): boolean {
  if (expected === undefined && given === undefined) return true;
  return sameText(expected ?? '', given ?? '');
}
