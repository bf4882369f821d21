/**
 * Up to where each kind was ingested, in a small file that is replaced whole. It is not synced: after a loss of power
 * an older one or none may be there, and then entries are delivered again.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

export type Positions = ReadonlyMap<string, number>;

export class PositionFile {
  static readonly NAME = 'positions.json';
  readonly #file: string;
  #writing: Promise<void> | undefined;
  #next: Positions | undefined;

  constructor(folder: string) {
    this.#file = path.join(folder, PositionFile.NAME);
  }

  /** Undefined where it is garbage. */
  async read(): Promise<Positions | undefined> {
    try {
      const kinds: unknown = JSON.parse(await readFile(this.#file, 'utf8'));
      if (typeof kinds !== 'object' || kinds === null) return undefined;
      return new Map(Object.entries(kinds).filter((entry) => Number.isSafeInteger(entry[1])));
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? new Map() : undefined;
    }
  }

  /** Calls that come while one is being written become one. */
  write(positions: Positions): Promise<void> {
    this.#next = positions;
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    for (let next = this.#next; next; next = this.#next) {
      this.#next = undefined;
      await writeFile(`${this.#file}.new`, JSON.stringify(Object.fromEntries(next)), { mode: 0o600 });
      await rename(`${this.#file}.new`, this.#file);
    }
  }
}
