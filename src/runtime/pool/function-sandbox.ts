/**
 * A sandbox that has its function: loads it once, then runs one invocation at a time until it is ended. It writes the
 * function's log and the platform's lines in it, and its end takes down its one invocation only.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../kit/clock.ts';
import type { ChannelEvent } from '../channel.ts';
import { credentialVariables } from '../environment.ts';
import {
  exitFailure,
  type Failure,
  platformFailure,
  reportedFailure,
  timeoutFailure,
  tooLargeFailure,
} from '../failure.ts';
import type { FunctionLog } from '../function-log.ts';
import type { FunctionVersion, Invocation, RoleCredentials } from '../function-version.ts';
import { CPU_BURST_MS, MB_PER_VCPU, OUTPUT_END_MS } from '../limits.ts';
import { type InitPhase, initReportLine } from '../report.ts';
import type { SandboxExit } from '../sandbox.ts';
import type { RuntimeSupply } from '../supply.ts';
import { discard, type Prepared } from './prepare.ts';

export interface FunctionSandboxParts {
  readonly prepared: Prepared;
  readonly fn: FunctionVersion;
  readonly supply: RuntimeSupply;
  readonly log: FunctionLog;
  readonly clock: Clock;
  readonly credentials: RoleCredentials;
}

/** `late`: nothing came in time. */
type Answer =
  | { readonly kind: 'event'; readonly event: ChannelEvent }
  | { readonly kind: 'exit'; readonly exit: SandboxExit }
  | { readonly kind: 'late' };

export interface Outcome {
  readonly durationMs: number;
  readonly payload: Uint8Array;
  readonly usedBytes: number;
  /** Undefined where the function answered. */
  readonly failure?: Failure;
  /** The failure is one of the sandbox, not the function's own answer. */
  readonly isFault: boolean;
  /** Whether another invocation can follow. */
  readonly reusable: boolean;
}

export class FunctionSandbox {
  readonly parts: FunctionSandboxParts;
  credentials: RoleCredentials;
  /** Of the init that the next invocation reports and pays for. */
  initDurationMs: number | undefined;
  /** The function could not be loaded: the one invocation that gets the sandbox is answered with it. */
  initFailure: Failure | undefined;
  idleSinceMs = 0;
  frozen = false;
  #answered: ((answer: Answer) => void) | undefined;
  #exit: SandboxExit | undefined;
  #peakBytes = 0;
  /** What the invocation to come has spent already, on a second init. */
  #initWithinMs = 0;

  constructor(parts: FunctionSandboxParts) {
    this.parts = parts;
    this.credentials = parts.credentials;
    const { channel, sandbox } = parts.prepared;
    channel.onEvent = (event) => this.#answered?.({ kind: 'event', event });
    channel.onOutput = ({ kind, bytes }) =>
      kind === 'event' ? parts.log.event(bytes) : parts.log.raw('output', bytes);
    for (const name of ['stdout', 'stderr'] as const) {
      sandbox[name].on('data', (bytes: Buffer) => parts.log.raw(name, bytes)).on('error', () => {});
    }
    void sandbox.exited.then((exit) => this.#ends(exit));
  }

  get ended(): boolean {
    return this.#exit !== undefined;
  }

  /** Shows the code; nothing of it runs yet. Rejects where the sandbox has ended. */
  async show(folder: string): Promise<void> {
    await Promise.all([this.parts.prepared.sandbox.attach({ taskFolder: folder }), this.#limit(undefined)]);
    if (this.parts.supply.family === 'custom') this.initFailure = await entrypointFailure(folder);
  }

  /** Loads the function; where that fails, or does not end in time, `initFailure` says so. */
  async init(
    environment: Readonly<Record<string, string>>,
    { limitMs, phase }: { readonly limitMs: number; readonly phase: InitPhase },
  ): Promise<void> {
    const { fn, supply, prepared, clock } = this.parts;
    const startMs = clock.monotonicMs();
    let answer: Answer | undefined;
    if (!this.initFailure) {
      answer = await this.#ask(limitMs, () =>
        prepared.channel.init({
          handler: fn.handler,
          memoryMb: fn.memoryMb,
          version: supply.version,
          callbacks: supply.family === 'node' && Number(supply.version) <= 22,
          environment,
        }),
      );
    }
    const durationMs = clock.monotonicMs() - startMs;
    if (phase === 'init') this.initDurationMs = durationMs;
    else this.#initWithinMs = durationMs;
    this.initFailure ??= answer && this.#initFailureOf(answer);
    if (this.initFailure) await this.#reportInit(this.initFailure, phase, durationMs);
  }

  async run(invocation: Invocation, traceId: string, renewed: RoleCredentials | undefined): Promise<Outcome> {
    const { fn, prepared, clock } = this.parts;
    if (this.initFailure) return this.#failedInit(this.initFailure, invocation);
    if (this.frozen) {
      this.frozen = false;
      await prepared.sandbox.thaw();
    }
    let limited = false;
    const cancelBurst = clock.after(CPU_BURST_MS, () => {
      limited = true;
      this.#limit(fn.memoryMb / MB_PER_VCPU).catch(() => {});
    });
    const spentMs = this.#initWithinMs;
    this.#initWithinMs = 0;
    const leftMs = Math.max(0, fn.timeoutMs - spentMs);
    const startMs = clock.monotonicMs();
    const answer = await this.#ask(leftMs, () =>
      prepared.channel.invoke({
        requestId: invocation.requestId,
        payload: invocation.payload,
        deadlineMs: clock.nowMs() + leftMs,
        arn: invocation.invokedArn,
        traceId,
        ...(invocation.clientContext !== undefined && { clientContext: invocation.clientContext }),
        ...(renewed && { environment: credentialVariables(renewed) }),
      }),
    );
    const durationMs = answer.kind === 'late' ? fn.timeoutMs : spentMs + clock.monotonicMs() - startMs;
    cancelBurst();
    if (limited && answer.kind === 'event') this.#limit(undefined).catch(() => {});
    return await this.#outcome(answer, invocation, durationMs);
  }

  async freeze(): Promise<void> {
    this.frozen = true;
    await this.parts.prepared.sandbox.freeze();
  }

  /** Ends it; what is still in its log is handed on. Never rejects. */
  async end(): Promise<void> {
    await discard(this.parts.prepared);
    this.parts.log.endLines();
    this.parts.log.flush();
  }

  /** What it said last, why it ends, may not have been read yet. */
  async #ends(exit: SandboxExit): Promise<void> {
    this.#exit = exit;
    const answered = this.#answered;
    if (!answered) return;
    await this.#within(OUTPUT_END_MS, this.parts.prepared.channel.ended());
    answered({ kind: 'exit', exit });
  }

  async #outcome(answer: Answer, invocation: Invocation, durationMs: number): Promise<Outcome> {
    const { requestId } = invocation;
    if (answer.kind === 'event') {
      const { event } = answer;
      if (event.kind === 'response') {
        const usedBytes = this.#peak(event.usedBytes);
        return { durationMs, payload: event.payload, usedBytes, isFault: false, reusable: true };
      }
      if (event.kind === 'error' || event.kind === 'tooLarge') {
        const failure = event.kind === 'error' ? reportedFailure(event.errorType, event.payload) : tooLargeFailure();
        const usedBytes = this.#peak(event.usedBytes);
        const reusable = event.kind === 'tooLarge' || !event.fatal;
        if (!reusable) await this.#lastOutput();
        return { durationMs, payload: failure.payload(requestId), usedBytes, failure, isFault: false, reusable };
      }
    }
    const failure = this.#fault(answer);
    await this.#lastOutput();
    const { maxMemoryBytes } = await this.parts.prepared.sandbox.usage();
    const usedBytes = this.#peak(maxMemoryBytes);
    return { durationMs, payload: failure.payload(requestId), usedBytes, failure, isFault: true, reusable: false };
  }

  #fault(answer: Answer): Failure {
    if (answer.kind === 'exit') return exitFailure(answer.exit);
    if (answer.kind === 'late') return timeoutFailure(this.parts.fn.timeoutMs);
    return platformFailure('Runtime.Unknown', 'the runtime broke its protocol');
  }

  #failedInit(failure: Failure, { requestId }: Invocation): Outcome {
    const payload = failure.payload(requestId);
    return {
      durationMs: this.#initWithinMs,
      payload,
      usedBytes: this.#peakBytes,
      failure,
      isFault: true,
      reusable: false,
    };
  }

  #initFailureOf(answer: Answer): Failure | undefined {
    if (answer.kind === 'exit') return exitFailure(answer.exit);
    if (answer.kind === 'late') return timeoutFailure(this.parts.fn.timeoutMs);
    if (answer.event.kind === 'ready') return undefined;
    if (answer.event.kind === 'initError') return reportedFailure(answer.event.errorType, answer.event.payload);
    return platformFailure('Runtime.Unknown', 'the runtime broke its protocol');
  }

  async #reportInit(failure: Failure, phase: InitPhase, durationMs: number): Promise<void> {
    const { log, prepared } = this.parts;
    await this.#lastOutput();
    this.#peak((await prepared.sandbox.usage()).maxMemoryBytes);
    log.endLines();
    const { status } = failure;
    const errorType = status === 'timeout' ? undefined : failure.errorType;
    log.platform(initReportLine({ durationMs, phase, status, errorType }));
  }

  /** Kills it and waits for what it printed before, within bounds. */
  async #lastOutput(): Promise<void> {
    const { prepared } = this.parts;
    await prepared.sandbox.kill();
    const streams = [prepared.sandbox.stdout, prepared.sandbox.stderr];
    const ends = streams.map((stream) =>
      stream.readableEnded ? undefined : new Promise((end) => stream.once('close', end)),
    );
    await this.#within(OUTPUT_END_MS, Promise.all([prepared.channel.ended(), ...ends]));
  }

  async #within(limitMs: number, done: Promise<unknown>): Promise<void> {
    const { promise: waited, resolve } = Promise.withResolvers<void>();
    const cancel = this.parts.clock.after(limitMs, resolve);
    await Promise.race([done, waited]);
    cancel();
  }

  /** Sends, and waits for the one answer. */
  async #ask(limitMs: number, send: () => void): Promise<Answer> {
    if (this.#exit) return { kind: 'exit', exit: this.#exit };
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const cancel = this.parts.clock.after(limitMs, () => resolve({ kind: 'late' }));
    this.#answered = resolve;
    send();
    const answer = await promise;
    this.#answered = undefined;
    cancel();
    return answer;
  }

  async #limit(cpuShare: number | undefined): Promise<void> {
    const { memoryMb, ephemeralStorageMb: tmpMb } = this.parts.fn;
    await this.parts.prepared.sandbox.limit({ memoryMb, tmpMb, cpuShare });
  }

  #peak(bytes: number): number {
    this.#peakBytes = Math.max(this.#peakBytes, bytes);
    return this.#peakBytes;
  }
}

/** Lambda's words for a custom runtime without something to start. */
async function entrypointFailure(folder: string): Promise<Failure | undefined> {
  const found = await stat(path.join(folder, 'bootstrap')).catch(() => undefined);
  if (!found?.isFile()) {
    const text = "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]";
    return platformFailure('Runtime.InvalidEntrypoint', text);
  }
  if ((found.mode & 0o111) !== 0) return undefined;
  return platformFailure('Runtime.InvalidEntrypoint', 'fork/exec /var/task/bootstrap: permission denied');
}
