/** Gives out slots, a few of them prepared ahead, and takes them back. */
import { Slot, type SlotPlace } from './slot.ts';

/** Prepared ahead: a start then does not wait for its /tmp (some 20 ms). Ours. */
const PREPARED_AHEAD = 8;

export class SlotStock {
  readonly #place: SlotPlace;
  readonly #max: number;
  readonly #free: Slot[] = [];
  readonly #prepared: Promise<Slot>[] = [];
  #made = 0;
  #given = 0;
  #closed = false;

  constructor(place: SlotPlace, max: number) {
    this.#place = place;
    this.#max = max;
    this.#refill();
  }

  /** A prepared slot. Rejects where all are in use, or the next cannot be prepared. */
  async take(): Promise<Slot> {
    if (this.#closed) throw new Error('the sandbox host is closed');
    if (this.#given >= this.#max) throw new Error(`all ${this.#max} sandbox slots are in use`);
    this.#given++;
    const next = this.#prepared.shift() ?? this.#prepareOne();
    try {
      const slot = await next;
      this.#refill();
      return slot;
    } catch (error) {
      this.#given--;
      throw error;
    }
  }

  /** After its sandbox has ended. A slot that cannot be taken down is never used again, and the error is passed on. */
  async giveBack(slot: Slot): Promise<void> {
    await slot.clear();
    this.#given--;
    this.#free.push(slot);
    this.#refill();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const prepared of this.#prepared.splice(0)) {
      const slot = await prepared.catch(() => undefined);
      await slot?.clear();
    }
  }

  #refill(): void {
    const wanted = Math.min(PREPARED_AHEAD, this.#max - this.#given);
    while (!this.#closed && this.#prepared.length < wanted) {
      const next = this.#prepareOne();
      // Whoever takes it hears of its failure.
      next.catch(() => {});
      this.#prepared.push(next);
    }
  }

  async #prepareOne(): Promise<Slot> {
    const slot = this.#free.pop() ?? new Slot(this.#place, this.#made++);
    await slot.prepare();
    return slot;
  }
}
