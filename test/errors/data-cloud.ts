/**
 * The data services on real stores behind the real pipeline and a real socket, called by the official SDK; in this
 * process, so that a test moves their clock and holds up their background work.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as dynamodbSdk from '@aws-sdk/client-dynamodb';
import * as dynamodbStreamsSdk from '@aws-sdk/client-dynamodb-streams';
import * as s3Sdk from '@aws-sdk/client-s3';
import * as s3ControlSdk from '@aws-sdk/client-s3-control';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { createAuthorizer } from '../../src/auth/authorizer.ts';
import type { Principal, PrincipalSource } from '../../src/auth/principal.ts';
import { openDiskBlobs } from '../../src/blob/disk.ts';
import { ManualClock, systemClock } from '../../src/kit/clock.ts';
import { RandomIds } from '../../src/kit/ids.ts';
import { silentLog } from '../../src/kit/log.ts';
import { createSealer } from '../../src/kit/seal.ts';
import type { PipelineParts } from '../../src/pipeline.ts';
import { type Dynamodb, openDynamodb } from '../../src/services/dynamodb/open.ts';
import { dynamodbStreamsService } from '../../src/services/dynamodb-streams/service.ts';
import { openS3 } from '../../src/services/s3/open.ts';
import { s3ControlService } from '../../src/services/s3-control/service.ts';
import { openSpool } from '../../src/storage/spool.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import { type Clients, clientsOf } from '../clients.ts';
import { startWireServer } from '../wire/wire-server.ts';

export const ACCOUNT = '000000000000';
export const OTHER_ACCOUNT = '111111111111';
export const START_MS = Date.UTC(2026, 10, 27, 12, 0, 0);

/** The owner's root, a user of the same account to whom nothing is granted, and the root of another account. */
export type Caller = 'root' | 'alice' | 'other';
export type ServiceName = 'dynamodb' | 'dynamodb-streams' | 's3' | 's3-control';

export const DATA_SERVICES: readonly string[] = ['dynamodb', 'dynamodb-streams', 's3', 's3-control'];

export function isDataService(name: string): name is ServiceName {
  return DATA_SERVICES.includes(name);
}

export type Input = Readonly<Record<string, unknown>>;

/** Root in us-east-1 where nothing is said. */
export interface Signing {
  readonly caller?: Caller | undefined;
  readonly region?: string | undefined;
  /** The document is left out before it is signed. */
  readonly withoutBody?: boolean | undefined;
}

/** What the SDK makes of an error. */
export interface SeenError {
  readonly code: string;
  readonly message: string;
  readonly status: number | undefined;
}

export interface DataCloud {
  readonly clock: ManualClock;
  readonly dynamodb: Dynamodb;
  /** Of every error that was answered: `dynamodb GetItem ResourceNotFoundException`. */
  readonly seen: Set<string>;
  readonly s3: s3Sdk.S3Client;
  /** The answer; throws `AnsweredError` where there was an error. */
  send<Output = Record<string, unknown>>(
    service: ServiceName,
    operation: string,
    input: Input,
    as?: Signing,
  ): Promise<Output>;
  /** The error that must be answered. */
  errorOf(service: ServiceName, operation: string, input: Input, as?: Signing): Promise<SeenError>;
  /** Brings the access logs of buckets into their targets. */
  deliverAccessLogs(): Promise<void>;
  /** From now on what is being copied, restored, exported, imported or filled stays so. */
  holdBackground(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const KEYS: Readonly<Record<Caller, { accessKeyId: string; secretAccessKey: string }>> = {
  root: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
  alice: { accessKeyId: 'AKIAI44QH8DHBEXAMPLE', secretAccessKey: 'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY' },
  other: { accessKeyId: 'AKIAIOTHERACCEXAMPLE', secretAccessKey: 'qY7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY' },
};

const PRINCIPALS: Readonly<Record<Caller, Principal>> = {
  root: rootOf(ACCOUNT),
  alice: {
    kind: 'user',
    accountId: ACCOUNT,
    arn: `arn:aws:iam::${ACCOUNT}:user/alice`,
    userId: 'AIDAALICEALICEALICE00',
    userName: 'alice',
    tags: {},
  },
  other: rootOf(OTHER_ACCOUNT),
};

function rootOf(accountId: string): Principal {
  return { kind: 'root', accountId, arn: `arn:aws:iam::${accountId}:root`, userId: accountId, tags: {} };
}

const CALLERS: readonly Caller[] = ['root', 'alice', 'other'];

const SOURCE: PrincipalSource = {
  findCredential(id) {
    const caller = CALLERS.find((name) => KEYS[name].accessKeyId === id);
    const principal = caller && { ...PRINCIPALS[caller], accessKeyId: id };
    return Promise.resolve(principal && { ...KEYS[caller], active: true, principal });
  },
  policiesOf: () => Promise.resolve({ identity: [] }),
  generation: () => 1,
  keyUsed() {},
};

const MODULES: Readonly<Record<ServiceName, object>> = {
  dynamodb: dynamodbSdk,
  'dynamodb-streams': dynamodbStreamsSdk,
  s3: s3Sdk,
  's3-control': s3ControlSdk,
};

interface Sender {
  send(command: unknown): Promise<unknown>;
}

function senderOf({ dynamodb, dynamodbStreams, s3, s3Control }: Clients, service: ServiceName): Sender {
  return { dynamodb, 'dynamodb-streams': dynamodbStreams, s3, 's3-control': s3Control }[service];
}

export class AnsweredError extends Error implements SeenError {
  readonly code: string;
  readonly status: number | undefined;
  constructor(operation: string, error: Error) {
    super(error.message, { cause: operation });
    this.code = error.name;
    this.status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  }
}

interface HttpRequest {
  headers: Record<string, string>;
  body?: unknown;
}

function dropBody<Args extends { readonly request: unknown }, Answer>(
  next: (args: Args) => Promise<Answer>,
): (args: Args) => Promise<Answer> {
  return (args) => {
    const request = args.request as HttpRequest;
    const kept = Object.entries(request.headers).filter(([name]) => !/^content-|checksum/.test(name));
    request.headers = Object.fromEntries(kept);
    request.body = '';
    return next(args);
  };
}

export interface SdkCaller {
  readonly send: DataCloud['send'];
  readonly clientsFor: (as: Signing) => Clients;
  readonly close: () => void;
}

/** Calls the server at a URL. */
export function callerOf(url: string, seen: Set<string>): SdkCaller {
  const clients = new Map<string, Clients>();
  const clientsFor = ({ caller = 'root', region = 'us-east-1' }: Signing): Clients => {
    const name = `${caller} ${region}`;
    const known = clients.get(name);
    if (known) return known;
    const { accessKeyId, secretAccessKey } = KEYS[caller];
    const settings = { AWS_ENDPOINT_URL: url, AWS_REGION: region, AWS_ACCESS_KEY_ID: accessKeyId };
    const made = clientsOf({ ...settings, AWS_SECRET_ACCESS_KEY: secretAccessKey });
    clients.set(name, made);
    return made;
  };
  const send = async (service: ServiceName, operation: string, input: Input, as: Signing = {}) => {
    const Command = (MODULES[service] as Record<string, new (input: Input) => s3Sdk.PutBucketTaggingCommand>)[
      `${operation}Command`
    ];
    if (!Command) throw new Error(`the SDK knows no ${operation}`);
    try {
      const command = new Command(input);
      if (as.withoutBody) command.middlewareStack.add(dropBody, { step: 'build', priority: 'low' });
      return (await senderOf(clientsFor(as), service).send(command)) as never;
    } catch (error) {
      if (!(error instanceof Error) || !('$metadata' in error)) throw error;
      const answered = new AnsweredError(operation, error);
      seen.add(`${service} ${operation} ${answered.code}`);
      throw answered;
    }
  };
  const close = (): void => {
    for (const made of clients.values()) made.close();
  };
  return { send, clientsFor, close };
}

export async function openDataCloud(): Promise<DataCloud> {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-errors-'));
  const [clock, ids, log, sealer] = [
    new ManualClock(START_MS),
    new RandomIds(),
    silentLog,
    createSealer(randomBytes(32)),
  ];
  const onFatal = (error: Error): never => {
    throw error;
  };
  const store = await openSqliteStore({ file: path.join(folder, 'state.db'), clock: systemClock, log, onFatal });
  const blobs = await openDiskBlobs({ folder: path.join(folder, 'blobs'), key: sealer.derive('blob'), ids, log });
  const identities = {
    principalId: () => Promise.resolve(undefined),
    accountIds: () => Promise.resolve([ACCOUNT, OTHER_ACCOUNT]),
  };
  const s3 = openS3({ store, blobs, sealer, clock, ids, log, identities });
  const spool = await openSpool({ folder: path.join(folder, 'spool'), clock: systemClock, log });
  const accessLogs = s3.openAccessLogs({ telemetry: store, spool });
  const dynamodb = openDynamodb({ store, clock, ids, log, objects: s3.transfers });
  const streams = dynamodbStreamsService({ source: dynamodb.streams });
  const parts: Partial<PipelineParts> = {
    services: [streams, dynamodb.service, s3.service, s3ControlService({ buckets: s3.control })],
    store,
    spool,
    s3AccessLog: accessLogs.log,
    clock,
    // Clients sign with the time that it is.
    authenticator: createAuthenticator({ principals: SOURCE, clock: systemClock }),
    authorizer: createAuthorizer({ principals: SOURCE, log }),
  };
  const server = await startWireServer({}, { parts });
  const seen = new Set<string>();
  const { send, clientsFor, close } = callerOf(server.url, seen);
  return {
    clock,
    dynamodb,
    seen,
    s3: clientsFor({}).s3,
    send,
    errorOf: (...call) => errorOf(send(...call)),
    async deliverAccessLogs() {
      await spool.drain();
      await accessLogs.delivery.deliver();
    },
    async holdBackground() {
      const { copier, transfers } = dynamodb.background;
      await Promise.all([copier.close(), transfers.close(), dynamodb.jobs.close()]);
    },
    async [Symbol.asyncDispose]() {
      close();
      await server[Symbol.asyncDispose]();
      await dynamodb.close();
      await accessLogs.delivery.close();
      await s3.close();
      await spool.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function errorOf(call: Promise<unknown>): Promise<SeenError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof AnsweredError) return error;
    throw error;
  }
  throw new Error('there was no error');
}
