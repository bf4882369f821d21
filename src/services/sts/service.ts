/** Security Token Service: the manifest. */
import { defineService, type Service } from '../service.ts';
import { stsAccess } from './access.ts';
import type { Operations } from './model.ts';
import { assumeRoleWithWebIdentity } from './operations/assume-role-with-web-identity.ts';
import { assumeRole } from './operations/assume-role.ts';
import { getAccessKeyInfo } from './operations/get-access-key-info.ts';
import { getCallerIdentity } from './operations/get-caller-identity.ts';
import { getFederationToken } from './operations/get-federation-token.ts';
import { getSessionToken } from './operations/get-session-token.ts';
import type { StsParts } from './parts.ts';
import { quirks } from './quirks.ts';

export function stsService(parts: StsParts): Service<StsParts> {
  return defineService<StsParts, Operations>({
    name: 'sts',
    modelUrl: new URL('./model.json', import.meta.url),
    operations: {
      AssumeRole: assumeRole,
      AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity,
      GetAccessKeyInfo: getAccessKeyInfo,
      GetCallerIdentity: getCallerIdentity,
      GetFederationToken: getFederationToken,
      GetSessionToken: getSessionToken,
    },
    access: stsAccess,
    parts,
    quirks,
  });
}
