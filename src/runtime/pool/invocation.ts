/** One invocation in a sandbox: its lines in the log, its usage, and the answer. */
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Log } from '../../kit/log.ts';
import type { CredentialCache } from '../credentials.ts';
import type { Invocation, InvocationResult, InvocationUsage, RoleCredentials, UsageSink } from '../function-version.ts';
import { billedMs, endLine, reportLine, startLine } from '../report.ts';
import type { FunctionSandbox, Outcome } from './function-sandbox.ts';

export interface InvocationParts {
  readonly credentials: CredentialCache;
  readonly usage: UsageSink;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export interface Finished {
  readonly result: InvocationResult;
  readonly durationMs: number;
  readonly reusable: boolean;
}

export async function runInvocation(
  parts: InvocationParts,
  sandbox: FunctionSandbox,
  invocation: Invocation,
): Promise<Finished> {
  const { fn, log } = sandbox.parts;
  const startedAtMs = parts.clock.nowMs();
  log.begin();
  log.platform(startLine(invocation.requestId, fn.version));
  const renewed = await renewedCredentials(parts, sandbox);
  const outcome = await sandbox.run(invocation, invocation.traceHeader ?? newTrace(parts, startedAtMs), renewed);
  const logTail = finish(parts, sandbox, invocation, { outcome, startedAtMs });
  const { payload, failure, durationMs, reusable } = outcome;
  const result = failure ? { payload, logTail, functionError: 'Unhandled' as const } : { payload, logTail };
  return { result, durationMs, reusable };
}

/** Undefined where the sandbox has the newest that there are. */
async function renewedCredentials(
  parts: InvocationParts,
  sandbox: FunctionSandbox,
): Promise<RoleCredentials | undefined> {
  if (!sandbox.parts.prepared.channel.renewsEnvironment || sandbox.initFailure) return undefined;
  const found = parts.credentials.get(sandbox.parts.fn);
  const newest = found instanceof Promise ? await found : found;
  if (newest === sandbox.credentials) return undefined;
  sandbox.credentials = newest;
  return newest;
}

/** Writes END, REPORT and the usage; both are with their sinks when it returns. */
function finish(
  parts: InvocationParts,
  sandbox: FunctionSandbox,
  { requestId, payload: sent }: Invocation,
  { outcome, startedAtMs }: { readonly outcome: Outcome; readonly startedAtMs: number },
): Uint8Array {
  const { fn, log } = sandbox.parts;
  const { durationMs, failure, isFault, payload } = outcome;
  const { initDurationMs } = sandbox;
  sandbox.initDurationMs = undefined;
  log.endLines();
  const said = failure?.logLine(requestId, parts.clock.nowMs());
  if (said !== undefined) log.platform(said);
  log.platform(endLine(requestId));
  const billed = billedMs(durationMs, initDurationMs);
  const maxMemoryUsedMb = Math.min(fn.memoryMb, Math.ceil(outcome.usedBytes / (1024 * 1024)));
  const report = { requestId, durationMs, billedMs: billed, memoryMb: fn.memoryMb, maxMemoryUsedMb, initDurationMs };
  log.platform(reportLine(isFault && failure ? { ...report, ...statusOf(failure) } : report));
  const usage: InvocationUsage = {
    accountId: fn.accountId,
    region: fn.region,
    functionName: fn.name,
    version: fn.version,
    requestId,
    startedAtMs,
    durationMs,
    ...(initDurationMs !== undefined && { initDurationMs }),
    billedMs: billed,
    memoryMb: fn.memoryMb,
    maxMemoryUsedMb,
    ephemeralStorageMb: fn.ephemeralStorageMb,
    bytesIn: sent.byteLength,
    bytesOut: payload.byteLength,
    outcome: kindOf(outcome),
  };
  // The function has run: where there is no room for its traces, it is answered all the same.
  let tail: Uint8Array = Buffer.alloc(0);
  try {
    tail = log.finish();
    parts.usage.write(usage);
  } catch (error) {
    parts.log.error('the log or usage of an invocation could not be written', error, { function: fn.arn, requestId });
  }
  return tail;
}

/** A timeout has no error type in its REPORT. */
function statusOf({ status, errorType }: { readonly status: 'error' | 'timeout'; readonly errorType: string }): {
  status: 'error' | 'timeout';
  errorType?: string;
} {
  return status === 'timeout' ? { status } : { status, errorType };
}

function kindOf({ failure, isFault }: Outcome): InvocationUsage['outcome'] {
  if (!failure) return 'ok';
  if (!isFault) return 'handled';
  if (failure.status === 'timeout') return 'timeout';
  return failure.errorType === 'Runtime.OutOfMemory' ? 'oom' : 'unhandled';
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader, 2026-11-24. */
function newTrace({ ids }: InvocationParts, nowMs: number): string {
  const hex = Buffer.from(ids.bytes(20)).toString('hex');
  const seconds = Math.floor(nowMs / 1000)
    .toString(16)
    .padStart(8, '0');
  return `Root=1-${seconds}-${hex.slice(0, 24)};Parent=${hex.slice(24)};Sampled=0`;
}
