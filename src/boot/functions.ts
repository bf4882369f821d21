/** What runs functions: sandboxes, runtimes, and the Lambda service on top. */
import type { CloudConfig } from '../config.ts';
import { findPythons } from '../runtime/catalogue/find-pythons.ts';
import { openRuntime } from '../runtime/open.ts';
import { prepareRunFolder } from '../runtime/run-folder.ts';
import type { IsolationReport } from '../runtime/sandbox.ts';
import { openSandboxHost } from '../runtime/sandbox-host.ts';
import { type Lambda, openLambda } from '../services/lambda/open.ts';
import { openHttpDoor, type OnRequest } from '../wire/http-server.ts';
import type { Base } from './base.ts';
import type { Data } from './data.ts';
import type { Identity } from './identity.ts';
import type { Observation } from './observation.ts';
import type { Storage } from './storage.ts';

export interface Functions {
  readonly lambda: Lambda;
  readonly isolation: IsolationReport;
  /** For `./virga status`. */
  status(): object;
}

/** After `ensureIsolation`. `onRequest` serves what functions ask of the API, on the port that it has outside. */
export async function openFunctions(
  { dataFolder, isolation, allowEgress }: CloudConfig,
  { clock, ids, log, closers }: Base,
  { store, sealer }: Storage,
  { blobs, objects }: Data,
  { sts }: Identity,
  { logs, metering, observer }: Observation,
  api: { readonly port: number; readonly onRequest: OnRequest },
): Promise<Functions> {
  // Programs say which interpreters there are, while the sandboxes' host is prepared.
  const finding = findPythons();
  finding.catch(() => {});
  const run = await prepareRunFolder(dataFolder);
  const network = { allowEgress };
  const sandboxHost = await openSandboxHost({ ...run, isolation, apiPort: api.port, network, log, clock });
  closers.add('sandboxes', () => sandboxHost.close());
  const door = openHttpDoor({ log, onRequest: api.onRequest });
  closers.add('door of functions', () => door.close(0));
  const roles = sts.roleCredentials;
  const runtime = await openRuntime({
    sandboxHost,
    dataFolder,
    blobs,
    credentials: roles,
    logs: logs.sink,
    usage: metering.sink,
    observer,
    clock,
    ids,
    log,
    pythons: await finding,
    apiUrl: `http://127.0.0.1:${api.port}`,
    onApiListener: (listener) => door.adopt(listener),
  });
  closers.add('runtime', () => runtime.close());
  const gate = metering.budgets;
  const lambda = await openLambda({ store, blobs, sealer, runner: runtime, roles, objects, gate, clock, ids, log });
  closers.add('lambda', () => lambda.close());
  return { lambda, isolation: sandboxHost.isolation, status: () => runtime.status() };
}
