/** A number that grows with each change to identities or policies, and caches that hold nothing older than it. */
import { dropOldest } from '../../kit/drop-oldest.ts';

export class Generation {
  #current = 1;

  get current(): number {
    return this.#current;
  }

  next(): void {
    this.#current++;
  }
}

/** The least recently used go first; a change of the generation drops all. */
export class GenerationCache<Value> {
  readonly #generation: Generation;
  readonly #max: number;
  readonly #values = new Map<string, Value>();
  #filledAt = 0;

  constructor(generation: Generation, max: number) {
    this.#generation = generation;
    this.#max = max;
  }

  get(key: string): Value | undefined {
    if (this.#filledAt !== this.#generation.current) return undefined;
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  /** What `load` found is kept only where nothing changed while it looked. */
  async load<Found extends Value | undefined>(key: string, load: () => Promise<Found>): Promise<Found> {
    const before = this.#generation.current;
    const value = await load();
    if (value === undefined || before !== this.#generation.current) return value;
    if (this.#filledAt !== before) {
      this.#values.clear();
      this.#filledAt = before;
    }
    this.#values.set(key, value);
    if (this.#values.size > this.#max) dropOldest(this.#values);
    return value;
  }
}
