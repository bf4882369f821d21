/** How many sandboxes with a function this machine may have; who finds no room waits for a bounded time. */
import type { Clock } from '../../kit/clock.ts';
import { InvocationRefusedError } from '../function-version.ts';
import { ROOM_WAIT_MS } from '../limits.ts';

export class Room {
  readonly max: number;
  readonly #clock: Clock;
  /** Ends an idle sandbox, if there is one, whose place is then given back by `leave`. */
  readonly #makeRoom: () => boolean;
  readonly #waiting = new Set<() => void>();
  #used = 0;

  constructor(max: number, clock: Clock, makeRoom: () => boolean) {
    this.max = max;
    this.#clock = clock;
    this.#makeRoom = makeRoom;
  }

  get used(): number {
    return this.#used;
  }

  /** Takes a place. Rejects with InvocationRefusedError after ROOM_WAIT_MS. */
  async enter(): Promise<void> {
    if (this.#used < this.max) {
      this.#used++;
      return;
    }
    this.#makeRoom();
    await new Promise<void>((resolve, reject) => {
      const take = (): void => {
        cancel();
        resolve();
      };
      const cancel = this.#clock.after(ROOM_WAIT_MS, () => {
        this.#waiting.delete(take);
        reject(new InvocationRefusedError('ConcurrentInvocationLimitExceeded', 'Rate Exceeded.'));
      });
      this.#waiting.add(take);
    });
  }

  /** Gives a place back, to the first who waits. */
  leave(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#used--;
      return;
    }
    this.#waiting.delete(next);
    next();
  }

  /** Whether somebody waits for a place: idle sandboxes should be ended rather than kept. */
  get wanted(): boolean {
    return this.#waiting.size > 0;
  }
}
