/** Networks prepared ahead, so that a sandbox that starts does not wait for one. */
import type { Clock } from '../../kit/clock.ts';
import type { Log } from '../../kit/log.ts';
import { MADE_AT_A_TIME, REFILL_MS, RETRY_MS } from './limits.ts';
import { type NameSockets, NameService } from './names/name-service.ts';
import type { Upstream } from './names/upstream.ts';
import type { FunctionNetwork, NetworkMaker } from './network.ts';

export interface NetworkStockParts {
  readonly maker: NetworkMaker;
  /** Proves that they can be made. */
  readonly first: FunctionNetwork;
  readonly ahead: number;
  readonly upstream: Upstream;
  readonly clock: Clock;
  readonly log: Log;
}

export class NetworkStock {
  readonly #maker: NetworkMaker;
  readonly #ahead: number;
  readonly #upstream: Upstream;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #ready: FunctionNetwork[] = [];
  readonly #waiting: ((network: FunctionNetwork | undefined) => void)[] = [];
  readonly #making = new Set<Promise<void>>();
  readonly #given = new Set<FunctionNetwork>();
  #failing = false;
  #closed = false;

  constructor({ maker, first, ahead, upstream, clock, log }: NetworkStockParts) {
    this.#maker = maker;
    this.#ahead = ahead;
    this.#upstream = upstream;
    this.#clock = clock;
    this.#log = log;
    this.#ready.push(first);
    this.#fill();
  }

  get summary(): string {
    return this.#maker.summary;
  }

  /** Undefined where none can be made at present: the function then reaches the API alone. */
  async take(): Promise<FunctionNetwork | undefined> {
    const ready = this.#closed || this.#failing ? undefined : (this.#ready.shift() ?? (await this.#next()));
    // The next is not made at once: the sandbox that starts now needs the machine more.
    if (this.#ready.length === 0) this.#fill();
    else this.#clock.after(REFILL_MS, () => this.#fill());
    if (ready) this.#given.add(ready);
    return ready;
  }

  /** Until it is closed, answers on the sockets of a sandbox. */
  serveNames(sockets: NameSockets): NameService {
    return new NameService(sockets, this.#upstream, this.#clock);
  }

  async giveBack(network: FunctionNetwork): Promise<void> {
    this.#given.delete(network);
    await network.close();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#making);
    await Promise.allSettled([...this.#ready.splice(0), ...this.#given].map((network) => network.close()));
    await this.#maker.close();
  }

  #next(): Promise<FunctionNetwork | undefined> {
    const coming = new Promise<FunctionNetwork | undefined>((resolve) => this.#waiting.push(resolve));
    this.#fill();
    return coming;
  }

  #fill(): void {
    const missing = (): number => this.#ahead + this.#waiting.length - this.#ready.length - this.#making.size;
    while (!this.#closed && !this.#failing && this.#making.size < MADE_AT_A_TIME && missing() > 0) {
      const making = this.#makeOne().finally(() => {
        this.#making.delete(making);
        this.#fill();
      });
      this.#making.add(making);
    }
  }

  async #makeOne(): Promise<void> {
    try {
      const network = await this.#maker.make();
      const waiting = this.#waiting.shift();
      if (waiting) waiting(network);
      else this.#ready.push(network);
    } catch (error) {
      for (const waiting of this.#waiting.splice(0)) waiting(undefined);
      if (this.#failing || this.#closed) return;
      this.#log.error('a network for functions could not be made: those that start now reach the API alone', error);
      this.#failing = true;
      this.#clock.after(RETRY_MS, () => {
        this.#failing = false;
        this.#fill();
      });
    }
  }
}
