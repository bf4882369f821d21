/** For this service's tests: the room on real stores, with a clock that the test moves, and its operations to call. */
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
import type { Operations } from './model.ts';
import { type Cloudwatch, openCloudwatch } from './open.ts';
import type { CloudwatchContext } from './service.ts';

export const START_MS = Date.UTC(2026, 10, 24, 12, 0, 0);
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';
export const PLACE = { accountId: ACCOUNT, region: REGION };
export const MINUTE = 60_000;

export interface Bench {
  readonly folder: string;
  readonly clock: ManualClock;
  readonly ids: RandomIds;
  readonly state: Store;
  readonly telemetry: Store;
  readonly spool: Spool;
  readonly cloudwatch: Cloudwatch;
  context(): CloudwatchContext;
  call<Name extends keyof Operations>(
    name: Name,
    input: Operations[Name]['input'],
  ): Promise<Operations[Name]['output']>;
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
  const folder = kept ?? (await mkdtemp(path.join(tmpdir(), 'virga-cloudwatch-')));
  const open = (name: string): Promise<Store> =>
    openSqliteStore({ file: path.join(folder, name), clock: systemClock, log: silentLog, onFatal: raise });
  const [state, telemetry] = [await open('state.db'), await open('telemetry.db')];
  const spool = await openSpool({ folder: path.join(folder, 'spool'), clock: systemClock, log: silentLog });
  const [clock, ids] = [new ManualClock(START_MS), new RandomIds()];
  const cloudwatch = openCloudwatch({ store: state, telemetry, spool, clock, ids, log: silentLog });
  const context = (): CloudwatchContext => contextOf(cloudwatch, state, clock, ids);
  return {
    folder,
    clock,
    ids,
    state,
    telemetry,
    spool,
    cloudwatch,
    context,
    call: (name, input) => call(cloudwatch, context(), name, input),
    async [Symbol.asyncDispose]() {
      await spool.close();
      await cloudwatch.close();
      await state.close();
      await telemetry.close();
      if (kept === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

function raise(error: unknown): never {
  throw error;
}

async function call<Name extends keyof Operations>(
  { service }: Cloudwatch,
  ctx: CloudwatchContext,
  name: Name,
  input: Operations[Name]['input'],
): Promise<Operations[Name]['output']> {
  const operation = (await service.load()).operations[name];
  if (!operation) throw new Error(`There is no ${name}`);
  return (await operation(ctx as never, input as never)) as Operations[Name]['output'];
}

function contextOf({ service }: Cloudwatch, state: Store, clock: ManualClock, ids: RandomIds): CloudwatchContext {
  return {
    parts: service.parts,
    requestId: ids.uuid(),
    service: 'cloudwatch',
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
