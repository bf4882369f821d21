/** Composition root: builds every part once, in order, and hands each what it needs of the others. */
import { flushCompileCache } from 'node:module';
import { VERSION } from '../cli/version.ts';
import type { CloudConfig } from '../config.ts';
import type { Endpoint } from '../data-folder.ts';
import type { Log } from '../kit/log.ts';
import type { Beginning, Cloud } from '../main.ts';
import { createPipeline, type Pipeline } from '../pipeline.ts';
import { openAudit } from '../pipeline/audit-ingest.ts';
import { virgaService } from '../services/virga/service.ts';
import type { OnRequest } from '../wire/http-server.ts';
import { announce } from './announce.ts';
import type { Base } from './base.ts';
import { openData, sweepBlobs } from './data.ts';
import { FunctionsLater } from './functions-later.ts';
import { HealthWatch } from './health.ts';
import { openIdentity } from './identity.ts';
import { type Listener, listen } from './listen.ts';
import { openObservation } from './observation.ts';
import { platformRoutes } from './platform.ts';
import { trimMemory } from './trim-memory.ts';

/** Ours: what a service was compiled to is kept for the next start, once its first request is answered. */
const COMPILED_AFTER_MS = 2_000;

/** Running requests are waited for at the end; past this they are cut. */
const DRAIN_MS = 20_000;

/** It answers as soon as what needs no functions is there; what does waits, and the cloud is open when they can be run. */
export async function buildCloud(config: CloudConfig, base: Base, beginning: Beginning): Promise<Cloud> {
  const { clock, ids, log, closers } = base;
  const { region, publicUrl } = config;
  const { startedAtMs } = beginning;
  const storage = await beginning.storage;
  const { store, telemetry, spool } = storage;
  const listener = await listen(config.host, config.port, log, config.tls);
  closers.add('http', () => listener.close(DRAIN_MS));
  const audit = openAudit({ spool, telemetry, clock, ids, log });
  const identity = await openIdentity(config, base, storage);
  const { ownerAccountId, authenticator, authorizer, iam, sts } = identity;
  const observation = await openObservation(base, storage, identity);
  const { logs, cloudwatch, metering } = observation;
  const data = await openData(config.dataFolder, base, storage, identity);

  const functions = new FunctionsLater();
  const started = new Date(startedAtMs).toISOString();
  const stands = { version: VERSION, started, endpoint: listener.url };
  const place = { ...stands, account: ownerAccountId, region, data: config.dataFolder };
  const virga = virgaService({
    ownerAccountId,
    accounts: iam.accounts,
    metering,
    status: async () => ({ ...place, ...(await functions.status()), budgetsUsedUp: metering.budgets.usedUp() }),
    findDenial: (accountId, requestId) => audit.findDenial(accountId, requestId),
  });
  const watch = new HealthWatch(storage, data.scrubber, () => functions.kind, VERSION);
  const observers = [logs.service, cloudwatch.service];
  const services = [iam.service, sts.service, functions.service, ...observers, ...data.services, virga];
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
    onServiceLoaded: () => void clock.after(COMPILED_AFTER_MS, () => flushCompileCache()),
    platformRoutes: { ...open, ...functions.platformRoutes },
    s3Front: data.s3Front,
    s3AccessLog: data.s3AccessLog,
  });
  await beginning.isolable;
  listener.serve((req, res) => pipeline.handle(req, res, { fromSandbox: false }));

  const onRequest: OnRequest = (req, res) => pipeline.handle(req, res, { fromSandbox: true });
  const api = { port: listener.port, onRequest };
  const { lambda, isolation } = await functions.open(config, base, storage, data, identity, observation, api);
  sweepBlobs(data.blobs, [(some) => lambda.referencedBlobs(some), ...data.blobOwners], base);
  closers.add('requests', () => finishRequests(pipeline, listener, log));
  closers.add('memory', trimMemory({ clock, log, work: pipeline, stores: [store, telemetry] }));
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
