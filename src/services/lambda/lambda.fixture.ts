/** For this service's tests: its operations on a real store, real blobs and a real sealer; a test decides what the runtime does. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import type { Principal } from '../../auth/principal.ts';
import type { Blobs } from '../../blob/blobs.ts';
import { openDiskBlobs } from '../../blob/disk.ts';
import { ManualClock, systemClock } from '../../kit/clock.ts';
import { RandomIds } from '../../kit/ids.ts';
import { silentLog } from '../../kit/log.ts';
import { createSealer, type Sealer } from '../../kit/seal.ts';
import type { FunctionRunner, FunctionVersion, Invocation, InvocationResult } from '../../runtime/function-version.ts';
import { ModeledError } from '../../wire/error.ts';
import { openSqliteStore } from '../../storage/sqlite/store.ts';
import type { Store } from '../../storage/store.ts';
import type { CreateFunctionRequest } from './model.ts';
import { type Lambda, openLambda } from './open.ts';
import { createFunction } from './operations/create-function.ts';
import { requireFunction } from './functions.ts';
import { parseFunctionName } from './names.ts';
import type { CodeObjects, LambdaContext } from './parts.ts';
import type { FunctionRecord } from './store.ts';

export const START_MS = Date.UTC(2026, 10, 24, 3, 0, 0);
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/lambda-execution-role`;

/** The runtime as a test wants it: at once ready, and echoing. */
export class TestRunner implements FunctionRunner {
  readonly updates: FunctionVersion[] = [];
  readonly deletions: string[] = [];
  readonly invocations: { readonly fn: FunctionVersion; readonly invocation: Invocation }[] = [];
  prepare: (fn: FunctionVersion) => Promise<void> = () => Promise.resolve();
  run: (fn: FunctionVersion, invocation: Invocation) => Promise<InvocationResult> = (_, { payload }) =>
    Promise.resolve({ payload, logTail: Buffer.from('END') });

  updated(fn: FunctionVersion): Promise<void> {
    this.updates.push(fn);
    return this.prepare(fn);
  }

  invoke(fn: FunctionVersion, invocation: Invocation): Promise<InvocationResult> {
    this.invocations.push({ fn, invocation });
    return this.run(fn, invocation);
  }

  deleted(_accountId: string, _region: string, name: string): void {
    this.deletions.push(name);
  }

  unavailable(runtime: string): string | undefined {
    if (runtime === 'nodejs22.x') return undefined;
    return `The runtime ${runtime} is not available here. Available: nodejs22.x.`;
  }
}

export interface Bench {
  readonly clock: ManualClock;
  readonly store: Store;
  readonly blobs: Blobs;
  readonly sealer: Sealer;
  readonly runner: TestRunner;
  readonly lambda: Lambda;
  /** A new request's context. */
  context(overrides?: Partial<LambdaContext>): LambdaContext;
  /** Makes a function and waits until it is Active or has failed. */
  create(overrides?: Partial<CreateFunctionRequest>): Promise<FunctionRecord>;
  /** Waits until nothing of the function is being prepared, and reads it. */
  settled(name?: string): Promise<FunctionRecord>;
  /** As after a crash: another instance on the same store. */
  reopen(): Promise<Lambda>;
  [Symbol.asyncDispose](): Promise<void>;
}

const ROOT: Principal = {
  kind: 'root',
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  userId: ACCOUNT,
  tags: {},
};

export const PACKAGE = await zipOf({ 'index.mjs': 'export const handler = async (event) => event;\n' });

export async function zipOf(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  return await buffer(zip.outputStream);
}

export function newFunction(overrides: Partial<CreateFunctionRequest> = {}): CreateFunctionRequest {
  return {
    FunctionName: 'hello',
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: ROLE,
    Code: { ZipFile: PACKAGE },
    ...overrides,
  };
}

/** A bucket `code` that holds PACKAGE, and tells of what is not there as S3 does. */
function testObjects(): CodeObjects {
  return {
    async read({ authorize }, { bucket, key }) {
      await authorize({ action: 's3:GetObject', resource: `arn:aws:s3:::${bucket}/${key}` });
      if (bucket !== 'code') throw new ModeledError('NoSuchBucket', 'The specified bucket does not exist');
      if (key !== 'hello.zip') throw new ModeledError('NoSuchKey', 'The specified key does not exist.');
      return { region: REGION, bytes: PACKAGE };
    },
  };
}

export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'virga-lambda-'));
  const clock = new ManualClock(START_MS);
  const ids = new RandomIds();
  const sealer = createSealer(randomBytes(32));
  const runner = new TestRunner();
  const store = await openSqliteStore({
    file: join(folder, 'state.sqlite'),
    clock: systemClock,
    log: silentLog,
    onFatal: (error) => {
      throw error;
    },
  });
  const blobs = await openDiskBlobs({
    folder: join(folder, 'blobs'),
    key: sealer.derive('blobs'),
    ids,
    log: silentLog,
  });
  const roles = { canBeAssumedBy: (roleArn: string) => Promise.resolve(!roleArn.includes('untrusted')) };
  const objects = testObjects();
  const reopen = () => openLambda({ store, blobs, sealer, runner, roles, objects, clock, ids, log: silentLog });
  const lambda = await reopen();
  const context = (overrides: Partial<LambdaContext> = {}): LambdaContext => ({
    ...contextOf(lambda, store, clock, ids),
    ...overrides,
  });
  const settled = async (name = 'hello'): Promise<FunctionRecord> => {
    const ctx = context();
    const ref = parseFunctionName(ctx, name);
    await lambda.service.parts.preparation.settled(ref, 60_000);
    return (await requireFunction(ctx, ref)).record;
  };
  return {
    clock,
    store,
    blobs,
    sealer,
    runner,
    lambda,
    context,
    settled,
    reopen,
    create: async (overrides = {}) => {
      const { FunctionName } = await createFunction(context(), newFunction(overrides));
      return await settled(FunctionName);
    },
    async [Symbol.asyncDispose]() {
      await lambda.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function contextOf(lambda: Lambda, store: Store, clock: ManualClock, ids: RandomIds): LambdaContext {
  return {
    parts: lambda.service.parts,
    requestId: ids.uuid(),
    service: 'lambda',
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
