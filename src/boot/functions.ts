/** What runs functions and keeps what they leave: sandboxes, runtimes, logs, usage, and the Lambda service on top. */
import path from 'node:path';
import process from 'node:process';
import { openDiskBlobs } from '../blob/disk.ts';
import { BlobSweeper } from '../blob/sweeper.ts';
import type { CloudConfig } from '../config.ts';
import { type Metering, openMetering, type UsageSpool } from '../metering/open.ts';
import { openRuntime, type Runtime } from '../runtime/open.ts';
import { prepareRunFolder } from '../runtime/run-folder.ts';
import type { SandboxHost } from '../runtime/sandbox.ts';
import { openSandboxHost } from '../runtime/sandbox-host.ts';
import { type Cloudwatch, openCloudwatch } from '../services/cloudwatch/open.ts';
import { type Lambda, openLambda } from '../services/lambda/open.ts';
import { type Logs, openLogs } from '../services/logs/open.ts';
import type { Spool } from '../storage/spool.ts';
import { type HttpDoor, openHttpDoor, type OnRequest } from '../wire/http-server.ts';
import type { Base } from './base.ts';
import type { Identity } from './identity.ts';
import { ensureIsolation } from './isolation.ts';
import { rolePermissions } from './role-permissions.ts';
import type { Storage } from './storage.ts';

export interface Functions {
  readonly logs: Logs;
  readonly lambda: Lambda;
  readonly cloudwatch: Cloudwatch;
  readonly metering: Metering;
  readonly runtime: Runtime;
  readonly sandboxHost: SandboxHost;
}

/** `onRequest` serves what functions ask of the API, on the port that it has outside. */
export async function openFunctions(
  config: CloudConfig,
  base: Base,
  { store, telemetry, spool, sealer }: Storage,
  { iam, sts, authorizer }: Identity,
  api: { readonly port: number; readonly onRequest: OnRequest },
): Promise<Functions> {
  const { clock, ids, log, closers } = base;
  const { dataFolder, isolation, allowEgress } = config;
  const permissions = rolePermissions(iam.identities, authorizer, clock);
  const logs = openLogs({ state: store, telemetry, spool, clock, ids, log, permissions });
  closers.add('logs', () => logs.close());
  const cloudwatch = openCloudwatch({ store, telemetry, spool, clock, ids, log });
  closers.add('cloudwatch', () => cloudwatch.close());
  const metrics = cloudwatch.functionMetrics;
  const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
  const usageSpool = forBoth(spool, metrics);
  const metering = await openMetering({ spool: usageSpool, state: store, telemetry, architecture, clock, ids, log });

  await ensureIsolation(isolation, base.say);
  const run = await prepareRunFolder(dataFolder);
  const sandboxHost = await openSandboxHost({
    ...run,
    isolation,
    apiPort: api.port,
    network: { allowEgress },
    log,
    clock,
  });
  closers.add('sandboxes', () => sandboxHost.close());
  const door: HttpDoor = openHttpDoor({ log, onRequest: api.onRequest });
  closers.add('door of functions', () => door.close(0));

  const blobs = await openDiskBlobs({ folder: path.join(dataFolder, 'blobs'), key: sealer.derive('blob'), ids, log });
  const runtime = await openRuntime({
    sandboxHost,
    dataFolder,
    blobs,
    credentials: sts.roleCredentials,
    logs: logs.sink,
    usage: metering.sink,
    observer: {
      running: ({ accountId, region, name, version }, count, countOfAccount) =>
        metrics.running({ accountId, region, functionName: name, version }, count, countOfAccount),
      throttled: ({ accountId, region, name, version }) =>
        metrics.count('Throttles', { accountId, region, functionName: name, version }),
    },
    clock,
    ids,
    log,
    apiUrl: `http://127.0.0.1:${api.port}`,
    onApiListener: (listener) => door.adopt(listener),
  });
  closers.add('runtime', () => runtime.close());
  const roles = sts.roleCredentials;
  const lambda = await openLambda({
    store,
    blobs,
    sealer,
    runner: runtime,
    roles,
    gate: metering.budgets,
    clock,
    ids,
    log,
  });
  closers.add('lambda', () => lambda.close());
  const sweeper = new BlobSweeper({ blobs, isReferenced: (some) => lambda.referencedBlobs(some), clock, log });
  sweeper.start();
  closers.add('blobs', () => sweeper.close());
  return { logs, lambda, cloudwatch, metering, runtime, sandboxHost };
}

/** Usage is written to the spool once and read by both: each takes every entry once, by its own mark. */
function forBoth(spool: Spool, metrics: Cloudwatch['functionMetrics']): UsageSpool {
  return {
    append: (kind, payload) => spool.append(kind, payload),
    drain: () => spool.drain(),
    ingest: (kind, handler) =>
      spool.ingest(kind, async (entries) => {
        await handler(entries);
        await metrics.ingest(entries);
      }),
  };
}
