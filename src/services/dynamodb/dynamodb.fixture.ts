/** For this service's tests: the room on a real store, with a clock that the test moves. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Principal } from '../../auth/principal.ts';
import { ManualClock, systemClock } from '../../kit/clock.ts';
import { RandomIds } from '../../kit/ids.ts';
import { jsonLog, type Log, silentLog } from '../../kit/log.ts';
import { openSqliteStore } from '../../storage/sqlite/store.ts';
import { encodeKey } from '../../storage/key.ts';
import type { Key, Store } from '../../storage/store.ts';
import type { CreateTableInput } from './model.ts';
import { type Dynamodb, openDynamodb } from './open.ts';
import { createTable } from './operations/create-table.ts';
import type { DynamodbContext } from './parts.ts';
import { TestObjects } from './test-objects.fixture.ts';

export const START_MS = Date.UTC(2026, 10, 27, 17, 30, 0);
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

export interface Bench {
  readonly folder: string;
  readonly clock: ManualClock;
  readonly ids: RandomIds;
  readonly store: Store;
  /** What is in buckets. */
  readonly objects: TestObjects;
  readonly dynamodb: Dynamodb;
  /** Lines of its log. */
  readonly logged: string[];
  /** A new request's context. */
  context(overrides?: Partial<DynamodbContext>): DynamodbContext;
  /** A table on demand with the hash key `pk` and the range key `sk`, both texts, unless said otherwise. */
  table(name: string, input?: Partial<CreateTableInput>): Promise<void>;
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
  const folder = kept ?? (await mkdtemp(path.join(tmpdir(), 'virga-dynamodb-')));
  const file = path.join(folder, 'state.db');
  const store = await openSqliteStore({ file, clock: systemClock, log: silentLog, onFatal: raise });
  const [clock, ids] = [new ManualClock(START_MS), new RandomIds()];
  const objects = new TestObjects(clock);
  const logged: string[] = [];
  const dynamodb = openDynamodb({ store, clock, ids, log: logInto(logged), objects });
  const parts = { folder, clock, ids, store, objects, dynamodb, logged };
  const context: Bench['context'] = (overrides) => ({ ...contextOf(parts), ...overrides });
  return {
    ...parts,
    context,
    async table(name, input) {
      await createTable(context(), { ...TABLE, TableName: name, ...input });
    },
    async [Symbol.asyncDispose]() {
      await dynamodb.close();
      await store.close();
      if (kept === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The room opened anew on the same store, as after a restart, once the first was closed; ends before it. */
export function reopened(bench: Bench): Bench {
  const { folder, clock, ids, store, objects, logged } = bench;
  const dynamodb = openDynamodb({ store, clock, ids, log: logInto(logged), objects });
  const parts = { folder, clock, ids, store, objects, dynamodb };
  return {
    ...bench,
    ...parts,
    context: (overrides) => ({ ...contextOf(parts), ...overrides }),
    [Symbol.asyncDispose]: () => dynamodb.close(),
  };
}

function logInto(lines: string[]): Log {
  return jsonLog((line) => void lines.push(line), Date.now);
}

/** Flips bits of what lies there, as a failing disk does. */
export function damage({ folder, store }: Bench, key: Key | undefined): void {
  using database = new DatabaseSync(path.join(folder, 'state.db'));
  const statement = database.prepare("UPDATE entries SET value = x'0201ff' WHERE key = ?");
  if (!key || statement.run(encodeKey(key)).changes !== 1) throw new Error('there is nothing to damage');
  // It knows the row as it was.
  store.trim();
}

const TABLE: Omit<CreateTableInput, 'TableName'> = {
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
};

function raise(error: unknown): never {
  throw error;
}

function contextOf({
  dynamodb,
  store,
  clock,
  ids,
}: Pick<Bench, 'dynamodb' | 'store' | 'clock' | 'ids'>): DynamodbContext {
  return {
    parts: dynamodb.service.parts,
    requestId: ids.uuid(),
    service: 'dynamodb',
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
    store,
    commit: (changes) => store.commit({ id: ids.uuid(), ...changes }),
    transact: (keys, decide) => store.transact(ids.uuid(), keys, decide),
    authorize: () => Promise.resolve(),
  };
}
