/** Composition root: builds every part once, in order, and hands each what it needs of the others. */
import path from 'node:path';
import { createAuthenticator } from './auth/authenticator.ts';
import { createAuthorizer } from './auth/authorizer.ts';
import { openDiskBlobs } from './blob/disk.ts';
import { BlobSweeper } from './blob/sweeper.ts';
import { Closers } from './boot/closers.ts';
import { ensureIsolation } from './boot/isolation.ts';
import { listen } from './boot/listen.ts';
import { ensureOwner } from './boot/owner.ts';
import { type Health, platformRoutes } from './boot/platform.ts';
import { rolePermissions } from './boot/role-permissions.ts';
import { openStorage, probe } from './boot/storage.ts';
import { VERSION } from './cli/version.ts';
import type { CloudConfig } from './config.ts';
import { makeDataFolder, writeEndpoint } from './data-folder.ts';
import { systemClock as clock } from './kit/clock.ts';
import { RandomIds } from './kit/ids.ts';
import { jsonLog, type Log } from './kit/log.ts';
import { LogFile } from './kit/log-file.ts';
import { openMetering } from './metering/open.ts';
import { createPipeline } from './pipeline.ts';
import { openAudit } from './pipeline/audit-ingest.ts';
import { openRuntime } from './runtime/open.ts';
import { prepareRunFolder } from './runtime/run-folder.ts';
import type { IsolationReport } from './runtime/sandbox.ts';
import { openSandboxHost } from './runtime/sandbox-host.ts';
import { openIam } from './services/iam/open.ts';
import { openLambda } from './services/lambda/open.ts';
import { openLogs } from './services/logs/open.ts';
import { openSessions, openSts } from './services/sts/open.ts';
import { virgaService } from './services/virga/service.ts';
import { openHttpDoor } from './wire/http-server.ts';

export interface Cloud {
  /** `http://127.0.0.1:4566` */
  readonly endpoint: string;
  readonly accountId: string;
  readonly isolation: IsolationReport;
  /** Finishes what runs, within bounds, then closes every part. */
  close(): Promise<void>;
}

/** Running requests are waited for at the end; invocations may take long, so the runtime bounds them by itself. */
const DRAIN_MS = 20_000;

/** Resolves when it answers. Throws UserError for what a person can mend. `say` gets lines about long work. */
export async function openCloud(config: CloudConfig, say: (line: string) => void): Promise<Cloud> {
  makeDataFolder(config.dataFolder);
  const closers = new Closers();
  const file = new LogFile(path.join(config.dataFolder, 'logs/virga.log'), clock);
  closers.add('log', () => file.close());
  const log = jsonLog(
    (line) => file.write(line),
    () => clock.nowMs(),
  );
  try {
    return await build(config, say, log, closers);
  } catch (error) {
    await closers.close(log);
    throw error;
  }
}

async function build(config: CloudConfig, say: (line: string) => void, log: Log, closers: Closers): Promise<Cloud> {
  const { dataFolder, region, isolation } = config;
  const ids = new RandomIds();
  const startedAtMs = clock.nowMs();
  const { store, telemetry, spool, sealer } = await openStorage({ dataFolder, clock, log, closers });
  const listener = await listen(config.host, config.port, log);
  closers.add('http', () => listener.close(DRAIN_MS));
  const blobs = await openDiskBlobs({ folder: path.join(dataFolder, 'blobs'), key: sealer.derive('blob'), ids, log });

  // Identity.
  const sessions = openSessions({ sealer, clock, ids });
  const iam = await openIam({ store, sealer, clock, ids, log, sessions });
  closers.add('iam', () => iam.close());
  const accountId = await ensureOwner(
    { store, ids, nowMs: startedAtMs, dataFolder, accounts: iam.accounts },
    config.accountId,
  );
  const authorizer = createAuthorizer({ principals: iam.principals, log });
  const root = { kind: 'root', accountId, arn: `arn:aws:iam::${accountId}:root`, userId: accountId, tags: {} } as const;
  const authenticator = createAuthenticator({
    principals: iam.principals,
    clock,
    ...(config.devKeys && { devKeys: { ...config.devKeys, principal: root } }),
  });
  const rootMayAssume = config.devKeys !== undefined;
  const sts = openSts({ sessions, identities: iam.identities, authorizer, rootMayAssume });

  // Functions and what they leave.
  const permissions = rolePermissions(iam.identities, authorizer, clock);
  const logs = openLogs({ state: store, telemetry, spool, clock, ids, log, permissions });
  closers.add('logs', () => logs.close());
  const metering = openMetering({ spool, telemetry, ids, log });
  const audit = openAudit({ spool, telemetry, clock, ids, log });
  await ensureIsolation(isolation, say);
  const run = await prepareRunFolder(dataFolder);
  const sandboxHost = await openSandboxHost({ ...run, isolation, apiPort: listener.port, log, clock });
  closers.add('sandboxes', () => sandboxHost.close());
  const inside = openHttpDoor({ log, onRequest: (req, res) => pipeline.handle(req, res, { fromSandbox: true }) });
  closers.add('door of functions', () => inside.close(0));
  const runtime = await openRuntime({
    sandboxHost,
    dataFolder,
    runFolder: run.runFolder,
    blobs,
    credentials: sts.roleCredentials,
    logs: logs.sink,
    usage: metering.sink,
    clock,
    ids,
    log,
    apiUrl: `http://127.0.0.1:${listener.port}`,
    onApiListener: (handle) => inside.adopt(handle),
  });
  closers.add('runtime', () => runtime.close());
  const lambda = await openLambda({
    store,
    blobs,
    sealer,
    runner: runtime,
    roles: sts.roleCredentials,
    clock,
    ids,
    log,
  });
  closers.add('lambda', () => lambda.close());
  const sweeper = new BlobSweeper({ blobs, isReferenced: (some) => lambda.referencedBlobs(some), clock, log });
  sweeper.start();
  closers.add('blobs', () => sweeper.close());

  const status = (): object => ({
    version: VERSION,
    endpoint: listener.url,
    account: accountId,
    region,
    data: dataFolder,
    started: new Date(startedAtMs).toISOString(),
    isolation: sandboxHost.isolation,
    functions: runtime.status(),
  });
  const findDenial = audit.findDenial;
  const virga = virgaService({ ownerAccountId: accountId, accounts: iam.accounts, status, findDenial });
  const services = [iam.service, sts.service, lambda.service, logs.service, virga];
  let stopping = false;
  const health = async (): Promise<Health> => {
    const parts = {
      store: await probe(store),
      telemetry: await probe(telemetry),
      functions: sandboxHost.isolation.kind,
    };
    const isWell = parts.store === 'ok' && parts.telemetry === 'ok';
    return { status: stopping ? 'stopping' : isWell ? 'running' : 'degraded', version: VERSION, parts };
  };
  const pipeline = createPipeline({
    services,
    authenticator,
    authorizer,
    store,
    spool,
    clock,
    ids,
    log,
    defaultRegion: region,
    publicUrl: config.publicUrl,
    platformRoutes: {
      ...platformRoutes({ version: VERSION, startedAtMs, nowMs: () => clock.nowMs(), services, health }),
      ...lambda.platformRoutes,
    },
  });
  listener.serve((req, res) => pipeline.handle(req, res, { fromSandbox: false }));
  closers.add('requests', async () => {
    const cut = await pipeline.drain(DRAIN_MS);
    if (cut > 0) log.warn('stop: requests were cut', { count: cut });
  });
  writeEndpoint(dataFolder, { url: listener.url, region, accountId, processId: process.pid });
  log.info('started', { version: VERSION, endpoint: listener.url, isolation: sandboxHost.isolation.summary });
  return {
    endpoint: listener.url,
    accountId,
    isolation: sandboxHost.isolation,
    close: async () => {
      stopping = true;
      await closers.close(log);
    },
  };
}
