/** A pipeline on a real socket with operations that the test gives, for tests of what lies between. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import type { Authorizer } from '../../src/auth/authorizer.ts';
import type { Principal, PrincipalSource } from '../../src/auth/principal.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { RandomIds } from '../../src/kit/ids.ts';
import { jsonLog } from '../../src/kit/log.ts';
import { createPipeline, type PipelineParts } from '../../src/pipeline.ts';
import type { Access, Context, Service } from '../../src/services/service.ts';
import type { Store } from '../../src/storage/store.ts';
import { type HttpLimits, openHttpServer } from '../../src/wire/http-server.ts';
import type { WireQuirks } from '../../src/wire/quirks.ts';

export const ACCOUNT = '000000000000';
export const KEYS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

const ROOT: Principal = {
  kind: 'root',
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  userId: ACCOUNT,
  accessKeyId: KEYS.accessKeyId,
  tags: {},
};

const PRINCIPALS: PrincipalSource = {
  findCredential: (accessKeyId) =>
    Promise.resolve(accessKeyId === KEYS.accessKeyId ? { ...KEYS, active: true, principal: ROOT } : undefined),
  policiesOf: () => Promise.resolve({ identity: [] }),
  generation: () => 1,
  keyUsed() {},
};

export type TestOperation = (ctx: Context, input: never) => Promise<unknown>;

export interface TestService {
  readonly operations: Readonly<Record<string, TestOperation>>;
  readonly quirks?: WireQuirks;
  readonly access?: Readonly<Record<string, Access<unknown, never>>>;
}

export interface WireServer {
  readonly url: string;
  readonly port: number;
  readonly lines: Record<string, unknown>[];
  readonly spooled: { kind: string; payload: Uint8Array }[];
  readonly pipeline: ReturnType<typeof createPipeline>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface WireServerOptions {
  readonly limits?: HttpLimits;
  readonly authorizer?: Authorizer;
  readonly parts?: Partial<PipelineParts>;
}

/** Everything is allowed to the one key, unless the test says otherwise. */
export async function startWireServer(
  services: Readonly<Record<string, TestService>>,
  options: WireServerOptions = {},
): Promise<WireServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-wire-'));
  const lines: Record<string, unknown>[] = [];
  const spooled: { kind: string; payload: Uint8Array }[] = [];
  const log = jsonLog((line) => lines.push(JSON.parse(line) as Record<string, unknown>), Date.now);
  const pipeline = createPipeline({
    services: Object.entries(services).map(([name, service]) => serviceOf(name, service)),
    authenticator: createAuthenticator({ principals: PRINCIPALS, clock: systemClock }),
    authorizer: options.authorizer ?? { decide: () => Promise.resolve({ allowed: true, message: '', explain: never }) },
    store: {} as Store,
    spool: { append: (kind, payload) => spooled.push({ kind, payload }) },
    clock: systemClock,
    ids: new RandomIds(),
    log,
    defaultRegion: 'us-east-1',
    ...options.parts,
  });
  const server = await openHttpServer({
    host: '127.0.0.1',
    port: 0,
    onRequest: (req, res) => pipeline.handle(req, res, { fromSandbox: false }),
    log,
    ...(options.limits && { limits: options.limits }),
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    lines,
    spooled,
    pipeline,
    async [Symbol.asyncDispose]() {
      await server.close(0);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function never(): never {
  throw new Error('Not to be asked');
}

function serviceOf(name: string, { operations, quirks, access }: TestService): Service {
  const open: Access<unknown, never> = { actions: [], checks: () => [], open: 'a test' };
  const modelUrl = new URL(`../../src/services/${name}/model.json`, import.meta.url);
  const rows = Object.keys(operations).map((operation) => [operation, access?.[operation] ?? open]);
  return {
    name,
    modelUrl,
    operations,
    access: Object.fromEntries(rows) as Service['access'],
    parts: {},
    ...(quirks && { quirks }),
  };
}
