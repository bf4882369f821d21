/** The room as a whole, as main.ts opens it: the service, what auth and other services ask of it, and the accounts. */
import type { SessionOpener } from '../../auth/session.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Log } from '../../kit/log.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { Store } from '../../storage/store.ts';
import type { Service } from '../service.ts';
import { Accounts } from './accounts.ts';
import { CompiledDocuments } from './documents.ts';
import { Generation } from './generation.ts';
import { Identities } from './identities.ts';
import { KeyUses } from './key-uses.ts';
import { MfaCodes } from './mfa.ts';
import type { IamParts } from './parts.ts';
import { Principals } from './principals.ts';
import { iamService } from './service.ts';
import { ServiceUses } from './service-uses.ts';

export interface OpenIamParts {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** Knows temporary keys (STS). */
  readonly sessions: SessionOpener;
}

export interface Iam {
  readonly service: Service<IamParts>;
  readonly principals: Principals;
  readonly identities: Identities;
  readonly accounts: Accounts;
  /** What STS asks of MFA devices. */
  readonly mfa: MfaCodes;
  /** Writes what is still in memory; call it before the store is closed. */
  close(): Promise<void>;
}

export function openIam(parts: OpenIamParts): Iam {
  const { store, sealer, sessions } = parts;
  const generation = new Generation();
  const documents = new CompiledDocuments();
  const keyUses = new KeyUses(parts);
  const serviceUses = new ServiceUses(parts);
  return {
    service: iamService({ sealer, generation, keyUses, serviceUses }),
    principals: new Principals({ store, sealer, sessions, documents, generation, keyUses, serviceUses }),
    identities: new Identities(store, documents),
    mfa: new MfaCodes(parts),
    accounts: new Accounts({ ...parts, generation }),
    close: async () => {
      await Promise.all([keyUses.close(), serviceUses.close()]);
    },
  };
}
