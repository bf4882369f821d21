/** For this service's tests: the room on real stores and a real spool, with a clock that the test moves. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Principal } from '../../auth/principal.ts';
import { ManualClock, systemClock } from '../../kit/clock.ts';
import { RandomIds } from '../../kit/ids.ts';
import { silentLog } from '../../kit/log.ts';
import { openSpool, type Spool } from '../../storage/spool.ts';
import { openSqliteStore } from '../../storage/sqlite/store.ts';
import type { Store } from '../../storage/store.ts';
import type { LogAction } from './deliver.ts';
import type { LogsContext } from './groups.ts';
import { type Logs, openLogs } from './open.ts';
import type { LogsParts } from './service.ts';

export const START_MS = Date.UTC(2026, 10, 23, 20, 0, 0);
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

export interface Bench extends Omit<LogsParts, 'spool'> {
  readonly folder: string;
  readonly clock: ManualClock;
  readonly ids: RandomIds;
  readonly state: Store;
  readonly telemetry: Store;
  readonly spool: Spool;
  readonly logs: Logs;
  /** What roles may not do here; the test adds to it. */
  readonly denied: Set<LogAction>;
  /** Role, action and resource of each permission that was asked for. */
  readonly asked: string[];
  /** A new request's context. */
  context(overrides?: Partial<LogsContext>): LogsContext;
  /** A whole round of the sweeper that begins now. */
  sweep(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const ROOT: Principal = {
  kind: 'root',
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  userId: ACCOUNT,
  tags: {},
};

/** In a folder of its own that ends with it, or in one that is kept. */
export async function openBench(kept?: string): Promise<Bench> {
  const folder = kept ?? (await mkdtemp(path.join(tmpdir(), 'virga-logs-')));
  const open = (name: string): Promise<Store> =>
    openSqliteStore({ file: path.join(folder, name), clock: systemClock, log: silentLog, onFatal: raise });
  const [state, telemetry] = [await open('state.db'), await open('telemetry.db')];
  const spool = await openSpool({ folder: path.join(folder, 'spool'), clock: systemClock, log: silentLog });
  const [clock, ids] = [new ManualClock(START_MS), new RandomIds()];
  const [denied, asked] = [new Set<LogAction>(), new Array<string>()];
  const permissions = {
    mayWriteLogs(role: string, action: LogAction, resource: string): Promise<boolean> {
      asked.push(`${role} ${action} ${resource}`);
      return Promise.resolve(!denied.has(action));
    },
  };
  const logs = openLogs({ state, telemetry, spool, clock, ids, log: silentLog, permissions });
  const { appends } = logs.service.parts;
  const bench = { folder, clock, ids, state, telemetry, spool, appends, logs, denied, asked };
  return {
    ...bench,
    context: (overrides) => ({ ...contextOf(bench), ...overrides }),
    async sweep() {
      await logs.sweeper.sweep();
      await logs.sweeper.sweep();
    },
    async [Symbol.asyncDispose]() {
      await logs.close();
      await spool.close();
      await state.close();
      await telemetry.close();
      if (kept === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

function raise(error: unknown): never {
  throw error;
}

function contextOf({ logs, state, clock, ids }: Pick<Bench, 'logs' | 'state' | 'clock' | 'ids'>): LogsContext {
  return {
    parts: logs.service.parts,
    requestId: ids.uuid(),
    service: 'logs',
    operation: 'Test',
    accountId: ACCOUNT,
    region: REGION,
    principal: ROOT,
    endpointUrl: 'http://127.0.0.1:4566',
    sourceIp: '127.0.0.1',
    userAgent: 'test',
    clock,
    ids,
    log: silentLog,
    signal: new AbortController().signal,
    store: state,
    commit: (changes) => state.commit({ id: ids.uuid(), ...changes }),
    transact: (keys, decide) => state.transact(ids.uuid(), keys, decide),
    authorize: () => Promise.resolve(),
  };
}
