/** For this service's tests: its operations on a real store, with a clock that the test moves. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Principal } from '../../auth/principal.ts';
import type { SessionOpener } from '../../auth/session.ts';
import { ManualClock } from '../../kit/clock.ts';
import { RandomIds } from '../../kit/ids.ts';
import { silentLog } from '../../kit/log.ts';
import { createSealer } from '../../kit/seal.ts';
import { openSqliteStore } from '../../storage/sqlite/store.ts';
import type { Store } from '../../storage/store.ts';
import type { NewAccount } from './accounts.ts';
import { type Iam, openIam } from './open.ts';
import type { IamContext } from './parts.ts';

export const START_MS = Date.UTC(2026, 10, 24, 4, 0, 0);
export const ACCOUNT = '000000000000';

export const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

export function allowing(...actions: readonly string[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  });
}

export const ROOT: Principal = {
  kind: 'root',
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  userId: ACCOUNT,
  tags: {},
};

export interface Bench {
  readonly iam: Iam;
  readonly store: Store;
  readonly clock: ManualClock;
  /** Of the account that the bench begins with. */
  readonly account: NewAccount;
  /** A new request's context: of root unless said. */
  context(overrides?: Partial<IamContext>): IamContext;
  [Symbol.asyncDispose](): Promise<void>;
}

const NO_SESSIONS: SessionOpener = { open: () => undefined };

export async function openBench(sessions: SessionOpener = NO_SESSIONS): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'virga-iam-'));
  const clock = new ManualClock(START_MS);
  const ids = new RandomIds();
  const store = await openSqliteStore({
    file: join(folder, 'state.db'),
    clock,
    log: silentLog,
    readers: 0,
    onFatal: (error) => {
      throw error;
    },
  });
  const sealer = createSealer(ids.bytes(32));
  const iam = openIam({ store, sealer, clock, ids, log: silentLog, sessions });
  const account = await iam.accounts.create(ACCOUNT);
  if (!account) throw new Error('the account is there already');
  return {
    iam,
    store,
    clock,
    account,
    context: (overrides) => ({ ...contextOf(iam, store, clock, ids), ...overrides }),
    async [Symbol.asyncDispose]() {
      await iam.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function contextOf(iam: Iam, store: Store, clock: ManualClock, ids: RandomIds): IamContext {
  return {
    parts: iam.service.parts,
    requestId: ids.uuid(),
    service: 'iam',
    operation: 'Test',
    accountId: ACCOUNT,
    region: 'us-east-1',
    principal: ROOT,
    endpointUrl: 'http://127.0.0.1:4566',
    sourceIp: '127.0.0.1',
    userAgent: 'test',
    clock,
    ids,
    log: silentLog,
    signal: new AbortController().signal,
    store,
    commit: (changes) => store.commit({ id: ids.uuid(), ...changes }),
    transact: (keys, decide) => store.transact(ids.uuid(), keys, decide),
    authorize: () => Promise.resolve(),
  };
}
