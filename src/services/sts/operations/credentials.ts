/** What the operations that hand out credentials have in common. */
import { WireError } from '../../../wire/error.ts';
import type { Credentials } from '../model.ts';
import type { IssuedSession } from '../sessions.ts';

export function credentialsOf({ accessKeyId, secretAccessKey, sessionToken, expiresAtMs }: IssuedSession): Credentials {
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: expiresAtMs,
  };
}

/**
 * There are no MFA devices here: each is one that the caller does not have. AWS's message for that (public reports up to
 * 2026, read on 2026-11-24), with its two spaces.
 */
export function refuseMfa(input: {
  readonly SerialNumber?: string | undefined;
  readonly TokenCode?: string | undefined;
}): void {
  if (input.SerialNumber === undefined && input.TokenCode === undefined) return;
  throw new WireError(
    'AccessDenied',
    403,
    'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
  );
}
