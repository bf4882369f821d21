/** Makes a sandbox for a function: code, runtime, a place on this machine, a pre-started sandbox, credentials, init. */
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { CodeCache, ExtractedCode } from '../code/code-cache.ts';
import type { CredentialCache } from '../credentials.ts';
import { functionEnvironment, startVariables } from '../environment.ts';
import { FunctionLog } from '../function-log.ts';
import { type FunctionVersion, InvocationRefusedError, type LogSink } from '../function-version.ts';
import { INIT_TIMEOUT_MS, START_ATTEMPTS } from '../limits.ts';
import { type InitPhase, initStartLine } from '../report.ts';
import { type RuntimeSupply, RuntimeUnavailableError } from '../supply.ts';
import { FunctionSandbox } from './function-sandbox.ts';
import type { Room } from './room.ts';
import type { SandboxStock } from './stock.ts';

export interface StartParts {
  readonly catalogue: Catalogue;
  readonly codeCache: CodeCache;
  readonly credentials: CredentialCache;
  readonly stock: SandboxStock;
  readonly room: Room;
  readonly logs: LogSink;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Of the Virga API, valid outside and inside. */
  readonly apiUrl: string;
}

export interface Ready {
  readonly supply: RuntimeSupply;
  readonly code: ExtractedCode;
}

/** Everything that a function needs before it has a sandbox. Rejects with InvocationRefusedError. The code is held: release it. */
export async function makeReady(parts: StartParts, fn: FunctionVersion): Promise<Ready> {
  let supply: RuntimeSupply;
  try {
    supply = await parts.catalogue.supply(fn.runtime);
  } catch (error) {
    if (!(error instanceof RuntimeUnavailableError)) throw error;
    throw new InvocationRefusedError('RuntimeUnavailable', error.message);
  }
  const code = await parts.codeCache.use(fn.code);
  if (code.sdks.some((family) => family === supply.family)) await parts.catalogue.ensureSdk(supply);
  return { supply, code };
}

/** `onEnd` is called once, when the sandbox has gone and its place is free again. */
export async function startFunctionSandbox(
  parts: StartParts,
  fn: FunctionVersion,
  onEnd: (sandbox: FunctionSandbox) => void,
): Promise<FunctionSandbox> {
  const { supply, code } = await makeReady(parts, fn);
  try {
    await parts.room.enter();
  } catch (error) {
    code.release();
    throw error;
  }
  const giveBack = (): void => {
    code.release();
    parts.room.leave();
  };
  try {
    const sandbox = await begin(parts, fn, { supply, code });
    // Killing is what gives back the slot, also of one that ended by itself.
    void sandbox.parts.prepared.sandbox.exited
      .then(() => sandbox.end())
      .catch(() => {})
      .finally(() => {
        giveBack();
        onEnd(sandbox);
      });
    return sandbox;
  } catch (error) {
    giveBack();
    throw error;
  }
}

/** An init that fails or takes too long is tried once more, within the invocation and the time that it has: as Lambda does. */
async function begin(parts: StartParts, fn: FunctionVersion, ready: Ready): Promise<FunctionSandbox> {
  const log = newLog(parts, fn);
  const arn = `arn:aws:lambda:${fn.region}::runtime:${ready.supply.runtime}`;
  log.platform(initStartLine(ready.supply.versionLabel, arn));
  const first = await initIn(parts, fn, ready, { log, limitMs: INIT_TIMEOUT_MS, phase: 'init' });
  if (!first.initFailure) return first;
  await first.end();
  return await initIn(parts, fn, ready, { log, limitMs: fn.timeoutMs, phase: 'invoke' });
}

async function initIn(
  parts: StartParts,
  fn: FunctionVersion,
  { supply, code }: Ready,
  { log, ...init }: { readonly log: FunctionLog; readonly limitMs: number; readonly phase: InitPhase },
): Promise<FunctionSandbox> {
  const credentials = await parts.credentials.get(fn);
  const { logStream } = log.destination;
  for (let attempt = 1; ; attempt++) {
    const prepared = await parts.stock.take(supply, startVariables(fn, supply));
    const sandbox = new FunctionSandbox({ prepared, fn, supply, log, clock: parts.clock, credentials });
    try {
      await sandbox.show(code.folder);
      const environment = functionEnvironment({ fn, supply, logStream, endpointUrl: parts.apiUrl, credentials });
      await sandbox.init(environment, init);
      return sandbox;
    } catch (error) {
      const endedBefore = sandbox.ended;
      await sandbox.end();
      // Nothing of the function had run in it.
      if (!endedBefore || attempt === START_ATTEMPTS) throw error;
    }
  }
}

function newLog(parts: StartParts, fn: FunctionVersion): FunctionLog {
  const day = new Date(parts.clock.nowMs()).toISOString().slice(0, 10).replaceAll('-', '/');
  const { accountId, region, logGroup, roleArn } = fn;
  const logStream = `${day}/[${fn.version}]${parts.ids.uuid().replaceAll('-', '')}`;
  return new FunctionLog({ accountId, region, logGroup, logStream, roleArn }, parts.logs, parts.clock);
}
