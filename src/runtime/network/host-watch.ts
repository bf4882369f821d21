/** Calls when the host's addresses, routes or forwarding have changed, after they have settled. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Clock } from '../../kit/clock.ts';
import { SETTLE_MS, WATCH_RETRY_MS } from './limits.ts';
import { PROGRAM_ENVIRONMENT, scriptPath } from './programs.ts';

export class HostWatch {
  readonly #clock: Clock;
  readonly #changed: () => void;
  #child: ChildProcess | undefined;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
    this.#start();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.stdin?.end();
    await ended;
  }

  #start(): void {
    if (this.#closed) return;
    const words = [scriptPath('until-closed.sh'), 'ip', '-oneline', 'monitor', 'address', 'route', 'netconf'];
    const child = spawn('sh', words, { stdio: ['pipe', 'pipe', 'ignore'], env: PROGRAM_ENVIRONMENT });
    this.#child = child;
    child.stdin.on('error', () => {});
    createInterface(child.stdout).on('line', (line) => {
      if (!isOfSandbox(line)) this.#soon(SETTLE_MS, this.#changed);
    });
    child.once('error', () => {});
    // What changed meanwhile was not seen.
    child.once('close', () => {
      this.#child = undefined;
      this.#cancel?.();
      this.#cancel = undefined;
      this.#soon(WATCH_RETRY_MS, () => {
        this.#start();
        this.#changed();
      });
    });
  }

  #soon(delayMs: number, run: () => void): void {
    if (this.#cancel || this.#closed) return;
    this.#cancel = this.#clock.after(delayMs, () => {
      this.#cancel = undefined;
      run();
    });
  }
}

/**
 * A line of `ip -oneline monitor` about an interface of a function's network, ours or another platform's: each sandbox
 * comes and goes with a dozen of them, and none changes a way out of the host.
 */
export function isOfSandbox(line: string): boolean {
  return /(?:\sdev|^(?:Deleted )?(?:\d+:|inet6?)) virga[\da-f]{2}-[\da-f]+\s/.test(line);
}
