/** What the operations that hand out credentials have in common. */
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
