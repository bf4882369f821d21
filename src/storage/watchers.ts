/** Who wants to hear of commits below which prefix. Looking one up costs the same however many there are. */
import type { Log } from '../kit/log.ts';
import { keyText } from './key.ts';
import { WATCHERS_MAX } from './limits.ts';
import { type Commit, type Key, StoreUnavailableError } from './store.ts';

interface Watcher {
  readonly onChange: () => void;
}

export class Watchers {
  readonly #log: Log;
  readonly #byPrefix = new Map<string, Set<Watcher>>();
  /** How many watched prefixes have this many bytes: the beginnings of a key that are worth looking up. */
  readonly #lengths = new Map<number, number>();
  #count = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  add(prefix: Key, onChange: () => void): () => void {
    if (this.#count >= WATCHERS_MAX) throw new StoreUnavailableError(`More than ${WATCHERS_MAX} watchers`);
    const text = keyText(prefix);
    const watcher: Watcher = { onChange };
    const watchers = this.#byPrefix.get(text);
    if (watchers) watchers.add(watcher);
    else {
      this.#byPrefix.set(text, new Set([watcher]));
      this.#lengths.set(text.length, (this.#lengths.get(text.length) ?? 0) + 1);
    }
    this.#count++;
    return () => this.#remove(text, watcher);
  }

  /** Calls each watcher of what these commits wrote once. */
  notify(commits: readonly Commit[]): void {
    if (this.#count === 0) return;
    const found = new Set<Watcher>();
    for (const commit of commits) {
      for (const { key } of commit.sets ?? []) this.#find(key, found);
      for (const key of commit.deletes ?? []) this.#find(key, found);
      for (const { key } of commit.adds ?? []) this.#find(key, found);
      for (const { stream } of commit.appends ?? []) this.#find(stream, found);
    }
    for (const { onChange } of found) {
      try {
        onChange();
      } catch (error) {
        this.#log.error('storage: a watcher threw', error);
      }
    }
  }

  #find(key: Key, found: Set<Watcher>): void {
    const text = keyText(key);
    for (const length of this.#lengths.keys()) {
      if (length > text.length) continue;
      for (const watcher of this.#byPrefix.get(text.slice(0, length)) ?? []) found.add(watcher);
    }
  }

  #remove(text: string, watcher: Watcher): void {
    const watchers = this.#byPrefix.get(text);
    if (!watchers?.delete(watcher)) return;
    this.#count--;
    if (watchers.size > 0) return;
    this.#byPrefix.delete(text);
    const left = (this.#lengths.get(text.length) ?? 1) - 1;
    if (left > 0) this.#lengths.set(text.length, left);
    else this.#lengths.delete(text.length);
  }
}
