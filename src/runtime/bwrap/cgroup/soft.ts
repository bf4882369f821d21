/** Where no cgroup can be had: resident memory is polled, processes are stopped one by one, and `weaknesses` says so. */
import { readFileSync } from 'node:fs';
import type { Clock } from '../../../kit/clock.ts';
import { resetPeaks, treeMemory, treePids } from '../../process-tree.ts';
import type { GroupUsage, ResourceGroup, ResourceGroups } from './group.ts';

const POLL_MS = 200;

export class SoftGroups implements ResourceGroups {
  readonly summary = 'soft limits';
  readonly weaknesses: readonly string[];
  readonly #clock: Clock;

  constructor(clock: Clock, advice: string) {
    this.#clock = clock;
    this.weaknesses = [
      `memory limits are soft (resident memory is looked at several times a second), CPU and processes are not limited: ${advice}`,
    ];
  }

  create(_name: string, main: number): ResourceGroup {
    return new SoftGroup(main, this.#clock);
  }

  async close(): Promise<void> {}
}

class SoftGroup implements ResourceGroup {
  readonly #main: number;
  readonly #clock: Clock;
  /** Tells our process from a later one with its number. */
  readonly #startTime: string | undefined;
  #limitBytes = Number.POSITIVE_INFINITY;
  #peakBytes = 0;
  #oomKills = 0;
  #ended = false;
  #stopPolling: () => void = () => {};

  constructor(main: number, clock: Clock) {
    this.#main = main;
    this.#clock = clock;
    this.#startTime = startTimeOf(main);
  }

  add(): void {}

  limit(memoryMb: number): void {
    this.#limitBytes = memoryMb * 1024 * 1024;
    this.#stopPolling();
    this.#poll();
  }

  freeze(): void {
    void this.#signalAll('SIGSTOP');
  }

  thaw(): void {
    void this.#signalAll('SIGCONT');
  }

  async usage(): Promise<GroupUsage> {
    if (!this.#ended) {
      this.#peakBytes = Math.max(this.#peakBytes, (await treeMemory(this.#main)).peakBytes);
      await resetPeaks(this.#main);
    }
    const usage = { maxMemoryBytes: this.#peakBytes, oomKills: this.#oomKills };
    this.#peakBytes = 0;
    return usage;
  }

  /** The end of a pid namespace's first process ends all of them. */
  kill(): void {
    this.#ended = true;
    this.#stopPolling();
    if (startTimeOf(this.#main) === this.#startTime) signal(this.#main, 'SIGKILL');
  }

  async remove(): Promise<void> {
    this.#ended = true;
    this.#stopPolling();
  }

  async #signalAll(name: NodeJS.Signals): Promise<void> {
    for (const pid of await treePids(this.#main)) signal(pid, name);
  }

  #poll(): void {
    if (this.#ended) return;
    this.#stopPolling = this.#clock.after(POLL_MS, () => void this.#look().finally(() => this.#poll()));
  }

  async #look(): Promise<void> {
    const { currentBytes, peakBytes } = await treeMemory(this.#main);
    this.#peakBytes = Math.max(this.#peakBytes, peakBytes);
    if (this.#ended || currentBytes <= this.#limitBytes) return;
    if (startTimeOf(this.#main) !== this.#startTime) return;
    this.#oomKills++;
    signal(this.#main, 'SIGKILL');
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Ended meanwhile.
  }
}

/** Field 22 of /proc/PID/stat (proc(5)), behind the program's name, which may hold spaces; undefined: no such process. */
function startTimeOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];
  } catch {
    return undefined;
  }
}
