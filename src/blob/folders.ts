/**
 * Where blobs lie: `<5 digits of the id>/<8 digits>/<id>`, that is one folder for three days and in it one for each
 * minute that had blobs, so that no folder grows without bound and listing reads only what a page needs. Blobs that
 * are being written lie in `incoming`.
 */
import { mkdir, readdir, rename, rm, rmdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from '../kit/sync-folder.ts';
import type { BlobId } from './blobs.ts';
import { FOLDER_TRIES } from './limits.ts';

const ID = /^[0-9a-f]{32}$/;
const OUTER_DIGITS = 5;
const INNER_DIGITS = 8;

export const isBlobId = (text: string): boolean => ID.test(text);

interface FolderSync {
  readonly begun: Promise<void>;
  /** The next one, which has not begun: everybody who renamed before it does may share it. */
  waiting?: Promise<void>;
}

export class BlobFolders {
  readonly #root: string;
  readonly #incoming: string;
  /** The folder of the newest blob, known to be there and durable; also spared when it becomes empty. */
  #newest = '';
  readonly #syncs = new Map<string, FolderSync>();

  constructor(root: string) {
    this.#root = root;
    this.#incoming = path.join(root, 'incoming');
  }

  /** Makes the folders and removes what interrupted puts left. Returns how many there were. */
  async open(): Promise<number> {
    await mkdir(this.#incoming, { recursive: true, mode: 0o700 });
    const left = await readdir(this.#incoming);
    for (const name of left) await rm(path.join(this.#incoming, name), { force: true });
    await syncFolder(this.#root);
    await syncFolder(path.dirname(this.#root));
    return left.length;
  }

  pathOf(id: BlobId): string {
    return path.join(this.#folderOf(id), id);
  }

  incomingPathOf(id: BlobId): string {
    return path.join(this.#incoming, id);
  }

  /** Makes a written and synced file visible, durably. */
  async publish(id: BlobId): Promise<void> {
    const folder = this.#folderOf(id);
    for (let tries = 1; ; tries++) {
      try {
        if (this.#newest !== folder || tries > 1) await this.#makeFolder(folder);
        await rename(this.incomingPathOf(id), this.pathOf(id));
        break;
      } catch (error) {
        if (!hasCode(error, 'ENOENT') || tries === FOLDER_TRIES) throw error;
      }
    }
    await this.#sync(folder);
  }

  /** Needs no sync: a blob that a crash brings back has no owner and is swept. */
  async remove(id: BlobId): Promise<void> {
    try {
      await unlink(this.pathOf(id));
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return;
      throw error;
    }
    const folder = this.#folderOf(id);
    if (folder === this.#newest) return;
    try {
      await rmdir(folder);
      await rmdir(path.dirname(folder));
    } catch (error) {
      if (!hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) throw error;
    }
  }

  async list(after: BlobId, limit: number): Promise<BlobId[]> {
    const found: BlobId[] = [];
    for (const outer of await namesIn(this.#root, OUTER_DIGITS, after)) {
      for (const inner of await namesIn(path.join(this.#root, outer), INNER_DIGITS, after)) {
        for (const id of await namesIn(path.join(this.#root, outer, inner), 32, after)) {
          if (id > after) found.push(id);
          if (found.length === limit) return found;
        }
      }
    }
    return found;
  }

  #folderOf(id: BlobId): string {
    return path.join(this.#root, id.slice(0, OUTER_DIGITS), id.slice(0, INNER_DIGITS));
  }

  async #makeFolder(folder: string): Promise<void> {
    const outer = path.dirname(folder);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await this.#sync(this.#root);
    await this.#sync(outer);
    if (folder > this.#newest) this.#newest = folder;
  }

  /** One sync for all who wait for the same folder; it begins after the call. */
  #sync(folder: string): Promise<void> {
    const running = this.#syncs.get(folder);
    if (running?.waiting) return running.waiting;
    const begin = (): Promise<void> => {
      const sync: FolderSync = { begun: syncFolder(folder) };
      this.#syncs.set(folder, sync);
      return sync.begun.finally(() => {
        if (!sync.waiting) this.#syncs.delete(folder);
      });
    };
    if (!running) return begin();
    running.waiting = running.begun.then(begin, begin);
    return running.waiting;
  }
}

/** Names of hexadecimal digits in order, from the one that holds `after` on. A folder that is gone holds none. */
async function namesIn(folder: string, digits: number, after: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
  const from = after.slice(0, digits);
  return names.filter((name) => name.length === digits && /^[0-9a-f]+$/.test(name) && name >= from).sort();
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '');
}
