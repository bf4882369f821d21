/** The room as a whole, as main.ts opens it: first the sessions, which the IAM service needs, then the service. */
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { Service } from '../service.ts';
import { type Fetcher, IssuerKeys } from './issuer-keys.ts';
import type { Decider, Identities, MfaCodes, StsParts } from './parts.ts';
import { FunctionRoles } from './role-credentials.ts';
import { stsService } from './service.ts';
import { Sessions } from './sessions.ts';

export interface Sts {
  readonly service: Service<StsParts>;
  /** What the runtime gives functions, and whether a role is for them at all. */
  readonly roleCredentials: FunctionRoles;
}

export function openSessions(parts: { readonly sealer: Sealer; readonly clock: Clock; readonly ids: Ids }): Sessions {
  return new Sessions(parts.sealer, parts.clock, parts.ids);
}

export function openSts(parts: {
  readonly sessions: Sessions;
  readonly identities: Identities;
  readonly authorizer: Decider;
  readonly mfa: MfaCodes;
  /** Reaches OIDC issuers. */
  readonly egress: Fetcher;
  readonly clock: Clock;
  /** AWS refuses roles to root; development accounts may be let. */
  readonly rootMayAssume: boolean;
}): Sts {
  const { sessions, identities, authorizer, mfa, rootMayAssume } = parts;
  const issuerKeys = new IssuerKeys(parts.egress, parts.clock);
  return {
    service: stsService({ sessions, identities, authorizer, mfa, issuerKeys, rootMayAssume }),
    roleCredentials: new FunctionRoles(parts),
  };
}
