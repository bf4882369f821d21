/**
 * A slot is the outside of one live sandbox: a host user of its own (as root), the folders that it sees as /var/task,
 * /opt, /tmp and /run/virga, and what is mounted there. It is used again only after everything in it was taken down.
 */
import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { DEFAULT_TMP_MB } from './limits.ts';
import type { MountRoom, Staged } from './mount-room.ts';

/** `image`: a sparse ext4 file, whose pages are cache. `tmpfs`: charged to the function's memory. */
export type TmpKind = 'image' | 'tmpfs';

export interface SlotPlace {
  readonly room: MountRoom;
  readonly asRoot: boolean;
  readonly runFolder: string;
  readonly imageFolder: string;
  readonly tmpKind: TmpKind;
  readonly firstHostId: number;
}

export class Slot {
  readonly number: number;
  readonly hostId: number;
  readonly task: string;
  readonly opt: string;
  readonly tmp: string;
  readonly socket: string;
  readonly #place: SlotPlace;
  readonly #folder: string;
  readonly #staged: Staged[] = [];
  readonly #mounts: string[] = [];
  #tmpMb = 0;
  #inUse = false;
  /** What is being mounted, or taken down: one after another, so that nothing is mounted in a slot that was cleared. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(place: SlotPlace, number: number) {
    this.#place = place;
    this.number = number;
    this.hostId = place.firstHostId + number;
    this.#folder = path.join(place.runFolder, 'slots', String(number));
    [this.task, this.opt, this.tmp, this.socket] = [
      this.#in('task'),
      this.#in('opt'),
      this.#in('tmp'),
      this.#in('socket'),
    ];
  }

  get tmpMb(): number {
    return this.#tmpMb;
  }

  /** Makes the folders, and mounts a /tmp of the usual size. */
  async prepare(): Promise<void> {
    for (const folder of [this.task, this.opt, this.tmp, this.socket]) {
      await mkdir(folder, { recursive: true, mode: 0o755 });
    }
    await chmod(this.socket, this.#place.asRoot ? 0o710 : 0o700);
    if (this.#place.asRoot) await chown(this.socket, 0, this.hostId);
    this.#inUse = true;
    await this.mountTmp(DEFAULT_TMP_MB);
  }

  /** An empty /tmp of that size over the one that is there; it appears in a running sandbox as well. */
  mountTmp(sizeMb: number): Promise<void> {
    if (this.#inUse && sizeMb === this.#tmpMb) return Promise.resolve();
    return this.#inTurn(async () => {
      this.#assertInUse();
      if (this.#place.tmpKind === 'image') await this.#mountImage(sizeMb);
      else await this.#mountTmpfs(sizeMb);
      this.#mounts.push(this.tmp);
      this.#tmpMb = sizeMb;
    });
  }

  /** Shows a folder of the host read-only at one of the slot's folders. */
  show(hostFolder: string, at: 'task' | 'opt'): Promise<void> {
    return this.#inTurn(async () => {
      this.#assertInUse();
      const staged = await this.stage(hostFolder);
      await this.#place.room.run(['mount', '--bind', staged, this.#in(at)]);
      this.#mounts.push(this.#in(at));
    });
  }

  /** A path that the slot's user can reach for a folder or file of the host, as long as the slot is in use. */
  async stage(hostPath: string): Promise<string> {
    const staged = await this.#place.room.stage(hostPath);
    this.#staged.push(staged);
    return staged.path;
  }

  /** Takes down everything; the sandbox has ended. The slot can be prepared again. */
  clear(): Promise<void> {
    return this.#inTurn(() => this.#clear());
  }

  async #clear(): Promise<void> {
    this.#inUse = false;
    for (const mounted of this.#mounts.splice(0).toReversed()) {
      await this.#place.room.run(['umount', '-l', mounted]);
    }
    this.#tmpMb = 0;
    for (const staged of this.#staged.splice(0)) await this.#place.room.unstage(staged);
    await rm(this.socket, { recursive: true, force: true });
    // Never with what is in them: of a mount that is still there that would be somebody's code.
    for (const folder of [this.task, this.opt, this.tmp, this.#folder]) await rmdir(folder).catch(stays);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  #assertInUse(): void {
    if (!this.#inUse) throw new Error(`slot ${this.number} is not in use`);
  }

  #in(name: string): string {
    return path.join(this.#folder, name);
  }

  /** The file is gone from its folder as soon as it is mounted, so that a crash leaves nothing. */
  async #mountImage(sizeMb: number): Promise<void> {
    const file = path.join(this.#place.imageFolder, `tmp-${this.number}-${sizeMb}.img`);
    await rm(file, { force: true });
    const owner = `lazy_itable_init=1,nodiscard,root_owner=${this.hostId}:${this.hostId}`;
    const words = ['-q', '-F', '-m', '0', '-O', '^has_journal', '-E', owner, file, `${sizeMb}M`];
    await promisify(execFile)('mkfs.ext4', words);
    const options = 'loop,nosuid,nodev,noatime,noinit_itable,discard';
    try {
      await this.#place.room.run(
        ['mount', '-t', 'ext4', '-o', options, file, this.tmp],
        ['rmdir', `${this.tmp}/lost+found`],
      );
    } finally {
      await rm(file, { force: true });
    }
  }

  async #mountTmpfs(sizeMb: number): Promise<void> {
    const owner = this.#place.asRoot ? `,uid=${this.hostId},gid=${this.hostId}` : '';
    const options = `nosuid,nodev,mode=700,size=${sizeMb}m${owner}`;
    await this.#place.room.run(['mount', '-t', 'tmpfs', '-o', options, 'virga-tmp', this.tmp]);
  }
}

/** An empty folder does no harm: it is used again with its slot. */
function stays(): void {}
