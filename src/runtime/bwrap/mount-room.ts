/**
 * A mount namespace of our own (and a user namespace, where we are not root) with a shell in it that mounts for us in
 * about 1 ms a command. Sandboxes start inside it, so that what is mounted in their slots appears in them, while the
 * host's mount table is never touched: when the platform dies, however it dies, the namespace and all its mounts go.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { MAX_STAGED_FOLDERS } from './limits.ts';
import { shellCommand } from './shell-words.ts';

/** Outputs longer than this are cut: they are error messages of mount. */
const MAX_OUTPUT_CHARS = 16_384;

/** A file or folder of the host, shown read-only below the run folder. */
export interface Staged {
  readonly path: string;
  readonly hostPath: string;
  /** Device and inode: a folder that was deleted and made again is another one. */
  readonly identity: string;
  uses: number;
}

export class MountRoom {
  readonly #shell: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #folder: string;
  readonly #asRoot: boolean;
  readonly #waiting: { resolve: () => void; reject: (error: Error) => void; command: string }[] = [];
  readonly #staged = new Map<string, Promise<Staged>>();
  #output = '';
  #stagedCount = 0;
  #ended = false;

  private constructor(folder: string, asRoot: boolean) {
    this.#folder = folder;
    this.#asRoot = asRoot;
    const user = asRoot ? [] : ['--user', '--map-root-user'];
    this.#shell = spawn('unshare', [...user, '--mount', '--propagation', 'private', 'sh'], { stdio: 'pipe' });
    this.#shell.stdout.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    this.#shell.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#output = (this.#output + text).slice(-MAX_OUTPUT_CHARS);
    });
    this.#shell.stdin.on('error', () => {});
    this.#shell.once('error', (error) => this.#fail(error.message));
    this.#shell.once('exit', () => this.#fail(this.#output.trim() || 'it has ended'));
  }

  /** `folder` is the run folder: everything that is mounted for sandboxes lies below it. Rejects where it may not be made. */
  static async open(folder: string, asRoot: boolean): Promise<MountRoom> {
    const room = new MountRoom(folder, asRoot);
    await mkdir(path.join(folder, 'stage'), { recursive: true });
    await room.run(['mount', '--bind', folder, folder], ['mount', '--make-shared', folder]);
    return room;
  }

  /** Words that start a program inside the room: as the host user `hostId` where we are root, else as ourselves. */
  entering(hostId: number): string[] {
    const target = ['nsenter', '--target', String(this.#shell.pid), '--mount'];
    if (!this.#asRoot) return [...target, '--user', '--preserve-credentials', '--'];
    return [...target, '--setuid', String(hostId), '--setgid', String(hostId), '--'];
  }

  /** Runs commands one after another, until one fails. Rejects with what it said. */
  run(...commands: readonly (readonly string[])[]): Promise<void> {
    if (this.#ended) return Promise.reject(new Error('the mount namespace of the sandboxes has ended'));
    const command = commands.map(shellCommand).join(' && ');
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject, command });
      this.#shell.stdin.write(`{ ${command}; } </dev/null 2>&1; echo "=done= $?"\n`);
    });
  }

  /**
   * Shows a file or folder of the host read-only below the run folder, whoever may enter its parents. Give it back with
   * `unstage`; it stays for the next user until many others were staged since.
   */
  async stage(hostPath: string): Promise<Staged> {
    const { dev, ino, mode } = await stat(hostPath);
    const identity = `${dev}:${ino}`;
    const known = this.#staged.get(hostPath);
    const current = (await known?.catch(() => undefined))?.identity === identity;
    if (!current && this.#staged.get(hostPath) === known) this.#staged.delete(hostPath);
    const isFolder = (mode & 0o170000) === 0o040000;
    const entry = this.#staged.get(hostPath) ?? this.#mountStage(hostPath, identity, isFolder);
    // Set again: the map's order is the order of use.
    this.#staged.delete(hostPath);
    this.#staged.set(hostPath, entry);
    const staged = await entry;
    staged.uses++;
    if (known && !current) await this.#unmountUnused(await known.catch(() => undefined));
    await this.#evict();
    return staged;
  }

  async unstage(staged: Staged): Promise<void> {
    staged.uses--;
    const entry = this.#staged.get(staged.hostPath);
    if ((await entry?.catch(() => undefined)) !== staged) await this.#unmountUnused(staged);
  }

  close(): Promise<void> {
    if (this.#ended) return Promise.resolve();
    const ended = new Promise<void>((resolve) => this.#shell.once('close', () => resolve()));
    this.#shell.stdin.end();
    return ended;
  }

  async #mountStage(hostPath: string, identity: string, isFolder: boolean): Promise<Staged> {
    const target = path.join(this.#folder, 'stage', String(++this.#stagedCount));
    if (isFolder) await mkdir(target);
    else await writeFile(target, '');
    await this.run(['mount', '--bind', hostPath, target], ['mount', '-o', 'remount,bind,ro,nosuid,nodev', target]);
    return { path: target, hostPath, identity, uses: 0 };
  }

  async #evict(): Promise<void> {
    for (const [hostPath, entry] of this.#staged) {
      if (this.#staged.size <= MAX_STAGED_FOLDERS) return;
      const staged = await entry.catch(() => undefined);
      if (staged && staged.uses > 0) continue;
      this.#staged.delete(hostPath);
      await this.#unmountUnused(staged);
    }
  }

  async #unmountUnused(staged: Staged | undefined): Promise<void> {
    if (staged?.uses === 0) await this.run(['umount', '-l', staged.path]);
  }

  #read(text: string): void {
    this.#output += text;
    for (;;) {
      const end = /^=done= (\d+)\n/m.exec(this.#output);
      if (!end) break;
      const said = this.#output.slice(0, end.index).trim();
      this.#output = this.#output.slice(end.index + end[0].length);
      const request = this.#waiting.shift();
      if (end[1] === '0') request?.resolve();
      else request?.reject(new Error(`${request.command}: ${said}`));
    }
    this.#output = this.#output.slice(-MAX_OUTPUT_CHARS);
  }

  #fail(reason: string): void {
    this.#ended = true;
    for (const request of this.#waiting.splice(0)) {
      request.reject(new Error(`the mount namespace of the sandboxes cannot be made or has ended: ${reason}`));
    }
  }
}
