/** For this service's tests: its operations on real stores, with a clock that the test moves. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Principal } from '../../auth/principal.ts';
import { ManualClock } from '../../kit/clock.ts';
import { RandomIds } from '../../kit/ids.ts';
import { silentLog } from '../../kit/log.ts';
import type { Store } from '../../storage/store.ts';
import { Appends } from './events/appends.ts';
import type { LogsContext } from './groups.ts';
import { MemoryStore } from '/tmp/logs-dev/memory-store.ts';

export const START_MS = Date.UTC(2026, 10, 23, 20, 0, 0);
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

export interface Bench {
  readonly folder: string;
  readonly clock: ManualClock;
  readonly ids: RandomIds;
  readonly state: Store;
  readonly telemetry: Store;
  readonly appends: Appends;
  /** A new request's context. */
  context(overrides?: Partial<LogsContext>): LogsContext;
  [Symbol.asyncDispose](): Promise<void>;
}

const ROOT: Principal = {
  kind: 'root',
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  userId: ACCOUNT,
  tags: {},
};

export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'virga-logs-'));
  const state = new MemoryStore() as unknown as Store;
  const telemetry = new MemoryStore() as unknown as Store;
  const clock = new ManualClock(START_MS);
  const ids = new RandomIds();
  const appends = new Appends(telemetry, ids);
  return {
    folder,
    clock,
    ids,
    state,
    telemetry,
    appends,
    context: (overrides) => ({ ...contextOf({ state, telemetry, appends, clock, ids }), ...overrides }),
    async [Symbol.asyncDispose]() {
      await state.close();
      await telemetry.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function contextOf(parts: Pick<Bench, 'state' | 'telemetry' | 'appends' | 'clock' | 'ids'>): LogsContext {
  const { state, telemetry, appends, clock, ids } = parts;
  return {
    parts: { telemetry, appends, spool: { drain: () => Promise.resolve() } },
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
