/**
 * What a disk would hold if the power had failed. A process runs under recorder.c, which keeps a journal of its changes,
 * syncs and words; from that, `PowerLoss` makes the folder as it may be found after a loss at any instant: a file's data
 * is there for certain once it was synced, and a name once its folder was; of what was not, none, or any part.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FileImage, FolderImage, type Pick } from './image.ts';

const KINDS = [
  'none',
  'create',
  'write',
  'truncate',
  'sync-begin',
  'sync-end',
  'rename',
  'unlink',
  'mkdir',
  'rmdir',
  'link',
  'said',
] as const;
const HEAD_BYTES = 32;

/** What is left of that which was not synced. */
export type Left = 'nothing' | 'some';

export class PowerLoss {
  readonly #scratch: string;
  readonly #library: string;
  readonly #journal: string;

  /** Needs a C compiler. */
  constructor() {
    this.#scratch = mkdtempSync(path.join(tmpdir(), 'virga-power-'));
    this.#library = path.join(this.#scratch, 'recorder.so');
    this.#journal = path.join(this.#scratch, 'journal');
    mkdirSync(this.root, { mode: 0o700 });
    const source = path.join(import.meta.dirname, 'recorder.c');
    const words = ['-O2', '-Wall', '-Werror', '-shared', '-fPIC', '-o', this.#library, source, '-ldl', '-lpthread'];
    try {
      execFileSync('cc', words, { stdio: ['ignore', 'ignore', 'inherit'] });
    } catch (cause) {
      throw new Error('This test needs a C compiler: apt-get install build-essential', { cause });
    }
  }

  /** The folder that is recorded. */
  get root(): string {
    return path.join(this.#scratch, 'root');
  }

  /** For the process that is recorded; it starts with an empty root. */
  get environment(): Record<string, string> {
    return { LD_PRELOAD: this.#library, POWER_LOSS_ROOT: this.root, POWER_LOSS_JOURNAL: this.#journal };
  }

  /** How long the journal is: what is known now must be there after any loss from this instant on. */
  get instant(): number {
    return statSync(this.#journal, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Makes the folder as it is after a loss at each instant, in turn; `said` is what had been said before. */
  async *after(
    instants: readonly number[],
    left: (round: number) => Left,
  ): AsyncGenerator<{ readonly folder: string; readonly instant: number; readonly said: string }> {
    const replay = new Replay(readFileSync(this.#journal));
    const folder = path.join(this.#scratch, 'found');
    for (const [round, instant] of instants.toSorted((a, b) => a - b).entries()) {
      replay.goTo(instant);
      const pick: Pick = left(round) === 'nothing' ? () => false : () => Math.random() < 0.5;
      replay.root.write(folder, pick);
      yield { folder, instant, said: replay.said };
      rmSync(folder, { recursive: true });
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.#scratch, { recursive: true, force: true });
  }
}

class Replay {
  readonly root = new FolderImage();
  readonly #journal: Buffer;
  readonly #nodes = new Map<bigint, FileImage | FolderImage>();
  /** By thread: whose sync runs, and how much of it had been changed when it began. */
  readonly #syncs = new Map<number, () => void>();
  #said: string[] = [];
  #at = 0;

  constructor(journal: Buffer) {
    this.#journal = journal;
  }

  get said(): string {
    this.#said = [this.#said.join('')];
    return this.#said[0] ?? '';
  }

  /** Applies every record that ends up to this instant. */
  goTo(instant: number): void {
    while (this.#at + HEAD_BYTES <= instant) {
      const at = this.#at;
      const firstEnd = at + HEAD_BYTES + this.#journal.readUInt32LE(at + 4);
      const end = firstEnd + this.#journal.readUInt32LE(at + 8);
      if (end > instant) return;
      const kind = KINDS[this.#journal.readUInt32LE(at)] ?? 'none';
      this.#apply(
        kind,
        at,
        this.#journal.subarray(at + HEAD_BYTES, firstEnd),
        this.#journal.toString('utf8', firstEnd, end),
      );
      this.#at = end;
    }
  }

  #apply(kind: (typeof KINDS)[number], at: number, first: Buffer, second: string): void {
    const inode = this.#journal.readBigUInt64LE(at + 16);
    const number = Number(this.#journal.readBigUInt64LE(at + 24));
    const node = this.#nodes.get(inode);
    if (kind === 'said') this.#said.push(first.toString());
    else if (kind === 'write' && node instanceof FileImage) node.change({ at: number, bytes: first });
    else if (kind === 'truncate' && node instanceof FileImage) node.change({ length: number });
    else if (kind === 'sync-begin' && node) this.#syncs.set(this.#journal.readUInt32LE(at + 12), node.beginSync());
    else if (kind === 'sync-end') this.#syncs.get(this.#journal.readUInt32LE(at + 12))?.();
    else if (kind === 'create') this.#name(first.toString(), inode, new FileImage());
    else if (kind === 'mkdir') this.#name(first.toString(), inode, first.length === 0 ? this.root : new FolderImage());
    else if (kind === 'unlink' || kind === 'rmdir') this.#change(first.toString(), undefined);
    else if (kind === 'link') this.#change(second, this.#find(first.toString()));
    else if (kind === 'rename') this.#rename(first.toString(), second);
  }

  #name(name: string, inode: bigint, node: FileImage | FolderImage): void {
    this.#nodes.set(inode, node);
    if (name !== '') this.#change(name, node);
  }

  #change(name: string, node: FileImage | FolderImage | undefined): void {
    this.#folderOf(name).change([[path.basename(name), node]]);
  }

  /** In one folder it is one change; over two folders, each keeps its own part. */
  #rename(from: string, to: string): void {
    const node = this.#find(from);
    const [source, target] = [this.#folderOf(from), this.#folderOf(to)];
    if (source === target) {
      source.change([
        [path.basename(from), undefined],
        [path.basename(to), node],
      ]);
      return;
    }
    target.change([[path.basename(to), node]]);
    source.change([[path.basename(from), undefined]]);
  }

  #find(name: string): FileImage | FolderImage {
    const node = this.#folderOf(name).now.get(path.basename(name));
    if (!node) throw new Error(`the journal names ${name}, which nobody made`);
    return node;
  }

  #folderOf(name: string): FolderImage {
    const parent = path.dirname(name);
    if (parent === '.') return this.root;
    const folder = this.#find(parent);
    if (!(folder instanceof FolderImage)) throw new Error(`${parent} is no folder`);
    return folder;
  }
}
