/**
 * A mount namespace of our own (and a user namespace, where we are not root) with a shell in it that mounts for us in
 * about 1 ms a command. Sandboxes start inside it, so that what is mounted in their slots appears in them, while the
 * host's mount table is never touched: when the platform dies, however it dies, the namespace and all its mounts go.
 */
import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CommandShell } from './command-shell.ts';
import { MAX_STAGED_FOLDERS } from './limits.ts';

/** A file or folder of the host, shown read-only below the run folder. */
export interface Staged {
  readonly path: string;
  readonly hostPath: string;
  /** Device and inode: a folder that was deleted and made again is another one. */
  readonly identity: string;
  uses: number;
  /** Unmounted, or about to be. */
  isGone: boolean;
}

export class MountRoom {
  readonly #shell: CommandShell;
  readonly #folder: string;
  readonly #asRoot: boolean;
  readonly #staged = new Map<string, Promise<Staged>>();
  #stagedCount = 0;

  private constructor(folder: string, asRoot: boolean) {
    this.#folder = folder;
    this.#asRoot = asRoot;
    const user = asRoot ? [] : ['--user', '--map-root-user'];
    const words = ['unshare', ...user, '--mount', '--propagation', 'private', 'sh'];
    this.#shell = new CommandShell('the mount namespace of the sandboxes', words);
  }

  /** `folder` is the run folder: everything that is mounted for sandboxes lies below it. Rejects where it may not be made. */
  static async open(folder: string, asRoot: boolean): Promise<MountRoom> {
    const room = new MountRoom(folder, asRoot);
    await mkdir(path.join(folder, 'stage'), { recursive: true });
    await room.run(['mount', '--bind', folder, folder], ['mount', '--make-shared', folder]);
    return room;
  }

  /** The process that holds it, whose root folder is the room's view. */
  get pid(): number {
    return this.#shell.pid ?? 0;
  }

  /**
   * Words that start a program inside the room: as the host user `hostId` where we are root, else as ourselves; in the
   * network namespace of that file, where one is given.
   */
  entering(hostId: number, networkFile?: string): string[] {
    const target = ['nsenter', '--target', String(this.pid), '--mount'];
    if (networkFile !== undefined) target.push(`--net=${networkFile}`);
    if (!this.#asRoot) return [...target, '--user', '--preserve-credentials', '--'];
    return [...target, '--setuid', String(hostId), '--setgid', String(hostId), '--'];
  }

  /** Words that start a program inside with all rights over the room and what is made in it. */
  managing(): string[] {
    const target = ['nsenter', '--target', String(this.pid), '--mount'];
    return this.#asRoot ? [...target, '--'] : [...target, '--user', '--preserve-credentials', '--'];
  }

  /** Runs commands one after another, until one fails. Rejects with what it said. */
  run(...commands: readonly (readonly string[])[]): Promise<void> {
    return this.#shell.run(...commands);
  }

  /**
   * Shows a file or folder of the host read-only below the run folder, whoever may enter its parents. Give it back with
   * `unstage`; it stays for the next user until many others were staged since.
   */
  async stage(hostPath: string): Promise<Staged> {
    const { dev, ino, mode } = await stat(hostPath);
    const identity = `${dev}:${ino}`;
    const isFolder = (mode & 0o170000) === 0o040000;
    for (;;) {
      const known = this.#staged.get(hostPath);
      const current = (await known?.catch(() => undefined))?.identity === identity;
      if (!current && this.#staged.get(hostPath) === known) this.#staged.delete(hostPath);
      const entry = this.#staged.get(hostPath) ?? this.#mountStage(hostPath, identity, isFolder);
      // Set again: the map's order is the order of use.
      this.#staged.delete(hostPath);
      this.#staged.set(hostPath, entry);
      const staged = await entry;
      // Its place was needed before we had it.
      if (staged.isGone) continue;
      staged.uses++;
      if (known && !current) await this.#unmountUnused(await known.catch(() => undefined));
      await this.#evict();
      return staged;
    }
  }

  async unstage(staged: Staged): Promise<void> {
    staged.uses--;
    const entry = this.#staged.get(staged.hostPath);
    if ((await entry?.catch(() => undefined)) !== staged) await this.#unmountUnused(staged);
    else await this.#evict();
  }

  close(): Promise<void> {
    return this.#shell.close();
  }

  async #mountStage(hostPath: string, identity: string, isFolder: boolean): Promise<Staged> {
    const target = path.join(this.#folder, 'stage', String(++this.#stagedCount));
    if (isFolder) await mkdir(target);
    else await writeFile(target, '');
    await this.run(['mount', '--bind', hostPath, target], ['mount', '-o', 'remount,bind,ro,nosuid,nodev', target]);
    return { path: target, hostPath, identity, uses: 0, isGone: false };
  }

  async #evict(): Promise<void> {
    for (const [hostPath, entry] of this.#staged) {
      if (this.#staged.size <= MAX_STAGED_FOLDERS) return;
      const staged = await entry.catch(() => undefined);
      if ((staged && staged.uses > 0) || this.#staged.get(hostPath) !== entry) continue;
      this.#staged.delete(hostPath);
      await this.#unmountUnused(staged);
    }
  }

  async #unmountUnused(staged: Staged | undefined): Promise<void> {
    if (!staged || staged.uses > 0 || staged.isGone) return;
    staged.isGone = true;
    await this.run(['umount', '-l', staged.path], ['rm', '-df', staged.path]);
  }
}
