/** The platform's log as a file of bounded size: lines are gathered for some milliseconds and written together. */
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from './clock.ts';

/** Ours: the file is then set aside. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;
/** Ours: files set aside that are kept. */
const OLD_FILES = 3;
/** Ours: how long a line waits for others. */
const GATHER_MS = 50;
const MAX_GATHERED_CHARS = 256 * 1024;

export class LogFile {
  readonly #file: string;
  readonly #clock: Clock;
  #descriptor: number;
  #bytes: number;
  #gathered: string[] = [];
  #gatheredChars = 0;
  #cancel: (() => void) | undefined;

  constructor(file: string, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    this.#descriptor = openSync(file, 'a', 0o600);
    this.#bytes = fstatSync(this.#descriptor).size;
  }

  /** Never throws: where the disk is full, lines are lost. */
  write(line: string): void {
    this.#gathered.push(line);
    this.#gatheredChars += line.length;
    if (this.#gatheredChars >= MAX_GATHERED_CHARS) this.flush();
    else this.#cancel ??= this.#clock.after(GATHER_MS, () => this.flush());
  }

  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#gathered.length === 0) return;
    const bytes = Buffer.from(this.#gathered.join(''));
    this.#gathered = [];
    this.#gatheredChars = 0;
    try {
      if (this.#bytes + bytes.byteLength > MAX_FILE_BYTES) this.#setAside();
      this.#bytes += writeSync(this.#descriptor, bytes);
    } catch {
      // A full disk must not stop what the log only tells about.
    }
  }

  close(): void {
    this.flush();
    closeSync(this.#descriptor);
  }

  #setAside(): void {
    for (let number = OLD_FILES - 1; number >= 1; number--) {
      if (existsSync(`${this.#file}.${number}`)) renameSync(`${this.#file}.${number}`, `${this.#file}.${number + 1}`);
    }
    renameSync(this.#file, `${this.#file}.1`);
    closeSync(this.#descriptor);
    this.#descriptor = openSync(this.#file, 'a', 0o600);
    this.#bytes = 0;
  }
}
