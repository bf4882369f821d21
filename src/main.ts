/** Composition root: builds every part once, in order, and hands each what it needs of the others. */
import path from 'node:path';
import { announce } from './boot/announce.ts';
import type { Base } from './boot/base.ts';
import { Closers } from './boot/closers.ts';
import { openData, sweepBlobs } from './boot/data.ts';
import { openFunctions } from './boot/functions.ts';
import { openIdentity } from './boot/identity.ts';
import { ensureIsolation } from './boot/isolation.ts';
import { type Listener, listen } from './boot/listen.ts';
import { HealthWatch } from './boot/health.ts';
import { platformRoutes } from './boot/platform.ts';
import { openObservation } from './boot/observation.ts';
import { openStorage } from './boot/storage.ts';
import { trimMemory } from './boot/trim-memory.ts';
import { VERSION } from './cli/version.ts';
import type { CloudConfig } from './config.ts';
import { type Endpoint, makeDataFolder } from './data-folder.ts';
import { systemClock as clock } from './kit/clock.ts';
import { DiskFullError, isDiskFull } from './kit/disk-full.ts';
import { RandomIds } from './kit/ids.ts';
import { jsonLog, type Log } from './kit/log.ts';
import { LogFile } from './kit/log-file.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import { openAudit } from './pipeline/audit-ingest.ts';
import type { IsolationReport } from './runtime/sandbox.ts';
import { virgaService } from './services/virga/service.ts';
import type { OnRequest } from './wire/http-server.ts';

export interface Cloud {
  /** `http://127.0.0.1:4566` */
  readonly endpoint: string;
  readonly accountId: string;
  readonly isolation: IsolationReport;
  /** Finishes what runs, within bounds, then closes every part. */
  close(): Promise<void>;
}

/** Running requests are waited for at the end; past this they are cut. */
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
    return await build(config, { clock, ids: new RandomIds(), log, closers, say });
  } catch (error) {
    await closers.close(log);
    throw isDiskFull(error) ? new DiskFullError(config.dataFolder) : error;
  }
}

async function build(config: CloudConfig, base: Base): Promise<Cloud> {
  const { ids, log, closers } = base;
  const { region, publicUrl } = config;
  const startedAtMs = clock.nowMs();
  // Takes as long as opening the stores, and needs nothing of them.
  const isolable = ensureIsolation(config.isolation, base.say);
  const storage = await openStorage(config.dataFolder, base);
  const { store, telemetry, spool } = storage;
  const listener = await listen(config.host, config.port, log, config.tls);
  closers.add('http', () => listener.close(DRAIN_MS));
  const audit = openAudit({ spool, telemetry, clock, ids, log });
  const identity = await openIdentity(config, base, storage);
  const { ownerAccountId, authenticator, authorizer, iam, sts } = identity;

  const onRequest: OnRequest = (req, res) => pipeline.handle(req, res, { fromSandbox: true });
  await isolable;
  const observation = await openObservation(base, storage, identity);
  const { logs, cloudwatch, metering } = observation;
  const api = { port: listener.port, onRequest };
  const data = await openData(config.dataFolder, base, storage, identity);
  const functions = await openFunctions(config, base, storage, data, identity, observation, api);
  const { lambda, isolation } = functions;
  sweepBlobs(data.blobs, [(some) => lambda.referencedBlobs(some), ...data.blobOwners], base);
  const started = new Date(startedAtMs).toISOString();
  const stands = { version: VERSION, started, endpoint: listener.url };
  const place = { ...stands, account: ownerAccountId, region, data: config.dataFolder };
  const virga = virgaService({
    ownerAccountId,
    accounts: iam.accounts,
    metering,
    status: () => ({ ...place, isolation, functions: functions.status(), budgetsUsedUp: metering.budgets.usedUp() }),
    findDenial: (accountId, requestId) => audit.findDenial(accountId, requestId),
  });

  const watch = new HealthWatch(storage, data.scrubber, isolation, VERSION);
  const observers = [logs.service, cloudwatch.service];
  const services = [iam.service, sts.service, lambda.service, ...observers, ...data.services, virga];
  const open = platformRoutes({
    version: VERSION,
    startedAtMs,
    nowMs: () => clock.nowMs(),
    services,
    health: () => watch.look(),
  });
  const pipeline = createPipeline({
    services,
    authenticator,
    authorizer,
    store,
    spool,
    clock,
    ids,
    log,
    publicUrl,
    defaultRegion: region,
    platformRoutes: { ...open, ...lambda.platformRoutes },
    s3Front: data.s3Front,
  });
  listener.serve((req, res) => pipeline.handle(req, res, { fromSandbox: false }));
  closers.add('requests', () => finishRequests(pipeline, listener, log));
  closers.add(
    'memory',
    trimMemory(clock, log, () => pipeline.inFlight),
  );
  announce(config.dataFolder, endpointOf(config, listener, ownerAccountId), base);
  log.info('started', { version: VERSION, endpoint: listener.url, isolation: isolation.summary });
  const close = async (): Promise<void> => {
    watch.stopping();
    await closers.close(log);
  };
  return { endpoint: listener.url, accountId: ownerAccountId, isolation, close };
}

async function finishRequests(pipeline: Pipeline, listener: Listener, log: Log): Promise<void> {
  const [cut] = await Promise.all([pipeline.drain(DRAIN_MS), listener.close(DRAIN_MS)]);
  if (cut > 0) log.warn('stop: requests were cut', { count: cut });
}

/** Where the command line finds the cloud; with TLS, by plain http on this machine. */
function endpointOf({ region, tls }: CloudConfig, { url }: Listener, accountId: string): Endpoint {
  const local = tls && { localUrl: url.replace('https:', 'http:'), certFile: tls.cert };
  return { url, ...local, region, accountId, processId: process.pid };
}
