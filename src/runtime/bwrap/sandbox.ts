/** One running sandbox: what the pool does with it, and its teardown. */
import { constants } from 'node:os';
import type net from 'node:net';
import type { Readable } from 'node:stream';
import type { Log } from '../../kit/log.ts';
import type { NameService } from '../network/names/name-service.ts';
import type { Sandbox, SandboxAttachment, SandboxExit, SandboxLimits, SandboxSpec, SandboxUsage } from '../sandbox.ts';
import { RUNTIME_API_PORT, withRuntimeApi } from './beginning.ts';
import type { ResourceGroup } from './cgroup/group.ts';
import type { Slot } from './slot.ts';
import type { HeldProcess } from './spawn.ts';

export interface SandboxParts {
  readonly id: string;
  readonly spec: SandboxSpec;
  readonly slot: Slot;
  readonly process: HeldProcess;
  readonly group: ResourceGroup;
  readonly listeners: ReadonlyMap<number, net.Server>;
  /** Answers what it asks for names, where it has a network. */
  readonly names: NameService | undefined;
  readonly apiPort: number;
  readonly log: Log;
  /** Called once, when everything was taken down. */
  readonly giveBack: () => Promise<void>;
}

export class BwrapSandbox implements Sandbox {
  readonly id: string;
  readonly socketFolder: string;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly apiListener?: net.Server;
  readonly runtimeApiListener?: net.Server;
  readonly runtimeApiAddress?: string;
  readonly exited: Promise<SandboxExit>;
  readonly #parts: SandboxParts;
  readonly #tornDown: Promise<void>;
  #lastUsage: SandboxUsage = { maxMemoryBytes: 0, oomKills: 0 };
  #ended = false;
  #begun: boolean;

  constructor(parts: SandboxParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.socketFolder = parts.slot.socket;
    this.stdout = parts.process.stdout;
    this.stderr = parts.process.stderr;
    this.#begun = parts.spec.command.length > 0;
    const api = parts.listeners.get(parts.apiPort);
    const runtimeApi = parts.listeners.get(RUNTIME_API_PORT);
    if (api) this.apiListener = api;
    if (parts.spec.runtimeApi && runtimeApi) {
      this.runtimeApiListener = runtimeApi;
      this.runtimeApiAddress = `127.0.0.1:${RUNTIME_API_PORT}`;
    }
    const child = parts.process.child;
    const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null)
        resolve({ code: child.exitCode, signal: child.signalCode });
      else child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    this.exited = ended.then((end) => this.#exitOf(end));
    this.#tornDown = this.exited.then(() => this.#tearDown());
    this.#tornDown.catch((error) =>
      parts.log.error('a sandbox could not be taken down; its slot is lost', error, { sandbox: this.id }),
    );
  }

  async begin(command: readonly string[], environment: Readonly<Record<string, string>>): Promise<void> {
    const { child } = this.#parts.process;
    if (this.#begun || !child.connected) throw new Error(`sandbox ${this.id} has begun or ended already`);
    this.#begun = true;
    await sendCommand(
      this.#parts.process,
      command,
      { ...withRuntimeApi(this.#parts.spec), ...environment },
      '/var/task',
    );
  }

  async attach(attachment: SandboxAttachment): Promise<void> {
    this.#assertLive();
    await this.#parts.slot.show(attachment.taskFolder, 'task');
    if (attachment.optFolder !== undefined) await this.#parts.slot.show(attachment.optFolder, 'opt');
  }

  async limit(limits: SandboxLimits): Promise<void> {
    this.#assertLive();
    this.#parts.group.limit(limits.memoryMb, limits.cpuShare);
    await this.#parts.slot.mountTmp(limits.tmpMb);
  }

  async freeze(): Promise<void> {
    if (!this.#ended) this.#parts.group.freeze();
  }

  async thaw(): Promise<void> {
    if (!this.#ended) this.#parts.group.thaw();
  }

  async usage(): Promise<SandboxUsage> {
    return this.#ended ? this.#lastUsage : await this.#parts.group.usage();
  }

  async kill(): Promise<void> {
    if (!this.#ended) this.#parts.group.kill();
    await this.#tornDown;
  }

  #assertLive(): void {
    if (this.#ended) throw new Error(`sandbox ${this.id} has ended`);
  }

  async #exitOf(end: { code: number | null; signal: string | null }): Promise<SandboxExit> {
    // What is left of the tree ends with its first process, which may still be reaping.
    this.#parts.group.kill();
    this.#lastUsage = await this.#parts.group.usage();
    this.#ended = true;
    return { ...signalOf(end), oomKilled: this.#lastUsage.oomKills > 0 };
  }

  async #tearDown(): Promise<void> {
    for (const listener of this.#parts.listeners.values()) listener.close();
    this.#parts.names?.close();
    if (this.#parts.process.child.connected) this.#parts.process.child.disconnect();
    await this.#parts.group.remove();
    await this.#parts.giveBack();
  }
}

/** Tells a waiting launcher what to become. Resolves when the message is on its way. */
export async function sendCommand(
  held: HeldProcess,
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  folder: string,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    held.child.send({ command, environment, folder }, (error) => (error ? reject(error) : resolve()));
  });
}

/** bwrap ends with 128 + n where the command was ended by signal n. */
function signalOf(end: { code: number | null; signal: string | null }): { code: number | null; signal: string | null } {
  if (end.code === null || end.code <= 128) return end;
  const name = Object.entries(constants.signals).find(([, number]) => number === (end.code ?? 0) - 128)?.[0];
  return name === undefined ? end : { code: null, signal: name };
}
