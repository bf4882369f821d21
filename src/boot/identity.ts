/** Who may do what: IAM and STS, and the authenticator and authorizer that stand on them. */
import { type Authenticator, createAuthenticator } from '../auth/authenticator.ts';
import { type Authorizer, createAuthorizer } from '../auth/authorizer.ts';
import type { Principal } from '../auth/principal.ts';
import type { CloudConfig } from '../config.ts';
import { createEgress } from '../egress/client.ts';
import { openIam } from '../services/iam/open.ts';
import { openSessions, openSts, type Sts } from '../services/sts/open.ts';
import type { Base } from './base.ts';
import { ensureOwner } from './owner.ts';
import type { Storage } from './storage.ts';

export interface Identity {
  /** The first account. */
  readonly ownerAccountId: string;
  readonly authenticator: Authenticator;
  readonly authorizer: Authorizer;
  readonly iam: ReturnType<typeof openIam>;
  readonly sts: Sts;
}

export async function openIdentity(config: CloudConfig, base: Base, { store, sealer }: Storage): Promise<Identity> {
  const { clock, ids, log, closers } = base;
  const sessions = openSessions({ sealer, clock, ids });
  const iam = openIam({ store, sealer, clock, ids, log, sessions });
  closers.add('iam', () => iam.close());
  const ownerAccountId = await ensureOwner(
    { store, ids, nowMs: clock.nowMs(), dataFolder: config.dataFolder, accounts: iam.accounts },
    config.accountId,
  );
  const { principals, identities } = iam;
  const authorizer = createAuthorizer({ principals, log });
  const devKeys = config.devKeys && { ...config.devKeys, principal: rootOf(ownerAccountId) };
  const authenticator = createAuthenticator({ principals, clock, ...(devKeys && { devKeys }) });
  const { mfa } = iam;
  const egress = createEgress({ opened: config.allowEgress });
  const sts = openSts({ sessions, identities, authorizer, mfa, egress, clock, rootMayAssume: devKeys !== undefined });
  return { ownerAccountId, authenticator, authorizer, iam, sts };
}

function rootOf(accountId: string): Principal {
  return { kind: 'root', accountId, arn: `arn:aws:iam::${accountId}:root`, userId: accountId, tags: {} };
}
