/** A file and a folder as the disk has them: what is certain, and the changes since, each of which may be lost. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Whether a change that was not synced is there. */
export type Pick = () => boolean;

export type DataChange = { readonly at: number; readonly bytes: Buffer } | { readonly length: number };

/** The disk writes a file's pages in any order, so any part of what was not synced may be there. */
export class FileImage {
  #certain = Buffer.alloc(0);
  #length = 0;
  #since: DataChange[] = [];

  change(change: DataChange): void {
    this.#since.push(change);
  }

  /** Returns what ends it. */
  beginSync(): () => void {
    const covered = new Set(this.#since);
    return () => {
      for (const change of covered) this.#settle(change);
      this.#since = this.#since.filter((change) => !covered.has(change));
    };
  }

  content(pick: Pick): Buffer {
    const found = new FileImage();
    found.#certain = Buffer.from(this.#certain.subarray(0, this.#length));
    found.#length = this.#length;
    for (const change of this.#since) if (pick()) found.#settle(change);
    return found.#certain.subarray(0, found.#length);
  }

  #settle(change: DataChange): void {
    const end = 'length' in change ? change.length : change.at + change.bytes.length;
    if (end > this.#certain.length) {
      const larger = Buffer.alloc(Math.max(end, this.#certain.length * 2));
      this.#certain.copy(larger, 0, 0, this.#length);
      this.#certain = larger;
    }
    if ('length' in change) {
      if (change.length < this.#length) this.#certain.fill(0, change.length, this.#length);
      this.#length = change.length;
      return;
    }
    change.bytes.copy(this.#certain, change.at);
    this.#length = Math.max(this.#length, end);
  }
}

/** Names, each with what it stands for; undefined takes it away. */
type NameChange = readonly (readonly [string, FileImage | FolderImage | undefined])[];

/** File systems keep changes of names in order, so of those that were not synced the first so many are there. */
export class FolderImage {
  /** As the running process sees it. */
  readonly now = new Map<string, FileImage | FolderImage>();
  readonly #certain = new Map<string, FileImage | FolderImage>();
  #since: NameChange[] = [];

  change(change: NameChange): void {
    apply(this.now, change);
    this.#since.push(change);
  }

  beginSync(): () => void {
    const covered = this.#since.length;
    const changes = this.#since.slice(0, covered);
    return () => {
      for (const change of changes) apply(this.#certain, change);
      this.#since = this.#since.filter((change) => !changes.includes(change));
    };
  }

  write(folder: string, pick: Pick): void {
    mkdirSync(folder, { mode: 0o700 });
    const names = new Map(this.#certain);
    for (const change of this.#since) {
      if (!pick()) break;
      apply(names, change);
    }
    for (const [name, node] of names) {
      const place = path.join(folder, name);
      if (node instanceof FolderImage) node.write(place, pick);
      else writeFileSync(place, node.content(pick), { mode: 0o600 });
    }
  }
}

function apply(names: Map<string, FileImage | FolderImage>, change: NameChange): void {
  for (const [name, node] of change) {
    if (node) names.set(name, node);
    else names.delete(name);
  }
}
