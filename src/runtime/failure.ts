/**
 * What goes wrong with a function without its runtime being able to say so, in Lambda's error shapes (recorded from AWS,
 * 2025-11; see the tests for each with its source).
 */
import type { SandboxExit } from './sandbox.ts';
import { MAX_PAYLOAD_BYTES } from './limits.ts';

export interface Failure {
  readonly errorType: string;
  /** `error` and `timeout` as in REPORT. */
  readonly status: 'error' | 'timeout';
  /** The answer of the invocation that it befalls. */
  payload(requestId: string): Uint8Array;
  /** What the platform writes into the log of that invocation. */
  logLine(requestId: string, nowMs: number): string | undefined;
}

const SIGNAL_NAMES: Readonly<Record<string, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGPIPE: 'broken pipe',
  SIGQUIT: 'quit',
  SIGSEGV: 'segmentation fault',
  SIGSYS: 'bad system call',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};

export function exitFailure(exit: SandboxExit): Failure {
  if (exit.oomKilled) return platformFailure('Runtime.OutOfMemory', 'Runtime exited with error: signal: killed');
  return platformFailure('Runtime.ExitError', exitText(exit));
}

/** Without a reason where the exit code is 0, as Lambda says it. */
function exitText(exit: SandboxExit): string {
  if (exit.signal !== null) {
    const name = SIGNAL_NAMES[exit.signal] ?? exit.signal.toLowerCase().replace('sig', '');
    return `Runtime exited with error: signal: ${name}`;
  }
  if (exit.code === 0 || exit.code === null) return 'Runtime exited without providing a reason';
  return `Runtime exited with error: exit status ${exit.code}`;
}

export function timeoutFailure(timeoutMs: number): Failure {
  const text = `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
  return {
    errorType: 'Sandbox.Timedout',
    status: 'timeout',
    payload: (requestId) =>
      json({ errorType: 'Sandbox.Timedout', errorMessage: `RequestId: ${requestId} Error: ${text}` }),
    logLine: (requestId, nowMs) => `${new Date(nowMs).toISOString()} ${requestId} ${text}\n\n`,
  };
}

/** Custom runtimes without an executable `bootstrap`, and whatever else keeps a sandbox from running its function. */
export function platformFailure(errorType: string, message: string): Failure {
  return {
    errorType,
    status: 'error',
    payload: (requestId) => json({ errorType, errorMessage: `RequestId: ${requestId} Error: ${message}` }),
    logLine: (requestId) => `RequestId: ${requestId} Error: ${message}\n${errorType}\n`,
  };
}

/** The runtime itself said what is wrong: its payload is passed on as it is. */
export function reportedFailure(errorType: string, payload: Uint8Array): Failure {
  return { errorType, status: 'error', payload: () => payload, logLine: () => undefined };
}

export function tooLargeFailure(): Failure {
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${MAX_PAYLOAD_BYTES} bytes).`;
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    status: 'error',
    payload: () => json({ errorType: 'Function.ResponseSizeTooLarge', errorMessage }),
    logLine: () => undefined,
  };
}

function json(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
