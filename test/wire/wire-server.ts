/** A pipeline on a real socket, store and spool, with operations that the test gives: for what lies between. */
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { createAuthorizer } from '../../src/auth/authorizer.ts';
import type { Principal, PrincipalSource } from '../../src/auth/principal.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { RandomIds } from '../../src/kit/ids.ts';
import { jsonLog } from '../../src/kit/log.ts';
import { createPipeline, type Pipeline, type PipelineParts } from '../../src/pipeline.ts';
import { type Audit, openAudit } from '../../src/pipeline/audit-ingest.ts';
import type { Access, Context, Implementation, Service } from '../../src/services/service.ts';
import { openSpool } from '../../src/storage/spool.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import type { Store } from '../../src/storage/store.ts';
import { type HttpLimits, openHttpServer } from '../../src/wire/http-server.ts';
import { type Certificate, openHttpsServer } from '../../src/wire/https-server.ts';
import type { WireQuirks } from '../../src/wire/quirks.ts';

export const ACCOUNT = '000000000000';

/** Root's. */
export const KEYS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

/** Of a user to whom nothing is granted. */
export const ALICE_KEYS = {
  accessKeyId: 'AKIAI44QH8DHBEXAMPLE',
  secretAccessKey: 'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY',
};

const ROOT: Principal = {
  kind: 'root',
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  userId: ACCOUNT,
  accessKeyId: KEYS.accessKeyId,
  tags: {},
};

const ALICE: Principal = {
  kind: 'user',
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:user/alice`,
  userId: 'AIDAIOSFODNN7EXAMPLE',
  userName: 'alice',
  accessKeyId: ALICE_KEYS.accessKeyId,
  tags: {},
};

const CREDENTIALS = [
  { ...KEYS, active: true, principal: ROOT },
  { ...ALICE_KEYS, active: true, principal: ALICE },
];

const PRINCIPALS: PrincipalSource = {
  findCredential: (id) => Promise.resolve(CREDENTIALS.find(({ accessKeyId }) => accessKeyId === id)),
  policiesOf: () => Promise.resolve({ identity: [] }),
  generation: () => 1,
  keyUsed() {},
};

export type TestOperation = (ctx: Context, input: never) => Promise<unknown>;

export interface TestService {
  readonly operations: Readonly<Record<string, TestOperation>>;
  readonly quirks?: WireQuirks;
  /** That of src/services where nothing is said. */
  readonly modelUrl?: URL;
  /** Open where nothing is said. */
  readonly access?: Readonly<Record<string, Access<unknown, never>>>;
}

export interface WireServer {
  readonly url: string;
  readonly port: number;
  /** The platform's log. */
  readonly lines: Record<string, unknown>[];
  readonly pipeline: Pipeline;
  readonly store: Store;
  readonly telemetry: Store;
  readonly audit: Audit;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface WireServerOptions {
  readonly limits?: HttpLimits;
  readonly parts?: Partial<PipelineParts>;
  /** Over TLS. */
  readonly certificate?: Certificate;
}

export async function startWireServer(
  services: Readonly<Record<string, TestService>>,
  options: WireServerOptions = {},
): Promise<WireServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-wire-'));
  const lines: Record<string, unknown>[] = [];
  const log = jsonLog((line) => lines.push(JSON.parse(line) as Record<string, unknown>), Date.now);
  const [clock, ids] = [systemClock, new RandomIds()];
  const onFatal = (error: Error): void => log.error('store: failed', error);
  const store = await openSqliteStore({ file: path.join(folder, 'state.db'), clock, log, onFatal });
  const telemetry = await openSqliteStore({ file: path.join(folder, 'telemetry.db'), clock, log, onFatal });
  const spool = await openSpool({ folder: path.join(folder, 'spool'), clock, log });
  const audit = openAudit({ telemetry, spool, clock, ids, log });
  const pipeline = createPipeline({
    services: Object.entries(services).map(([name, service]) => serviceOf(name, service)),
    authenticator: createAuthenticator({ principals: PRINCIPALS, clock }),
    authorizer: createAuthorizer({ principals: PRINCIPALS, log }),
    store,
    spool,
    clock,
    ids,
    log,
    defaultRegion: 'us-east-1',
    ...options.parts,
  });
  const listening = {
    host: '127.0.0.1',
    port: 0,
    onRequest: (req: IncomingMessage, res: ServerResponse) => pipeline.handle(req, res, { fromSandbox: false }),
    log,
    ...(options.limits && { limits: options.limits }),
  };
  const { certificate } = options;
  const server = certificate ? await openHttpsServer({ ...listening, certificate }) : await openHttpServer(listening);
  return {
    url: `${certificate ? 'https' : 'http'}://127.0.0.1:${server.port}`,
    port: server.port,
    lines,
    pipeline,
    store,
    telemetry,
    audit,
    async [Symbol.asyncDispose]() {
      await server.close(0);
      await spool.close();
      await Promise.all([store.close(), telemetry.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function serviceOf(name: string, { operations, quirks, access, ...given }: TestService): Service {
  const open: Access<unknown, never> = { actions: [], checks: () => [], open: 'a test' };
  const modelUrl = given.modelUrl ?? new URL(`../../src/services/${name}/model.json`, import.meta.url);
  const rows = Object.keys(operations).map((operation) => [operation, access?.[operation] ?? open]);
  return {
    name,
    modelUrl,
    load: () => Promise.resolve({ operations, access: Object.fromEntries(rows) as Implementation['access'] }),
    parts: {},
    ...(quirks && { quirks }),
  };
}
