/** The sandbox host by bubblewrap: prepares what all sandboxes share, and starts them. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../../kit/clock.ts';
import type { Log } from '../../kit/log.ts';
import type { FunctionNetwork } from '../network/network.ts';
import { type NetworkChoice, type Networks, openNetworks } from '../network/open.ts';
import type { NetworkStock } from '../network/stock.ts';
import type { IsolationReport, Sandbox, SandboxHost, SandboxSpec } from '../sandbox.ts';
import { type Beginning, beginningOf, RUNTIME_API_PORT, withRuntimeApi } from './beginning.ts';
import type { ResourceGroup, ResourceGroups } from './cgroup/group.ts';
import { openResourceGroups } from './cgroup/open.ts';
import { closeInheritableDescriptors } from './descriptors.ts';
import { etcFilesFor, writeEtcFiles } from './etc-files.ts';
import { chooseFirstHostId } from './host-ids.ts';
import { FIRST_HOST_ID, MAX_SANDBOXES, START_DEADLINE_MS } from './limits.ts';
import { NAMES_PORT, portWords, receiveListeners } from './listeners.ts';
import { MountRoom } from './mount-room.ts';
import { bwrapOptions, encodeOptions, INSIDE_NODE, INSIDE_SCRIPTS } from './options.ts';
import { BwrapSandbox, sendCommand } from './sandbox.ts';
import { sandboxFilter } from './seccomp/filter.ts';
import type { Slot, SlotPlace } from './slot.ts';
import { SlotStock } from './slot-stock.ts';
import { DESCRIPTORS, type HeldProcess, spawnHeld } from './spawn.ts';
import { chooseTmpKind } from './tmp-kind.ts';
import { type BwrapVersion, findBwrap } from './version.ts';

export interface BwrapHostOptions {
  /** A folder of ours that other users can enter, for sockets and mount points. */
  readonly runFolder: string;
  /** A folder on a disk, for the files behind /tmp. */
  readonly imageFolder: string;
  /** Names our cgroups: the same at every start on the same data directory, different for another. */
  readonly name: string;
  readonly apiPort: number;
  /** The internet for functions; without it they reach the API alone. */
  readonly network?: NetworkChoice;
  readonly log: Log;
  readonly clock: Clock;
  readonly maxSandboxes?: number;
  readonly firstHostId?: number;
}

interface Shared {
  readonly room: MountRoom;
  readonly groups: ResourceGroups;
  readonly stock: SlotStock;
  readonly networks: NetworkStock | undefined;
  readonly version: BwrapVersion;
  readonly seccompFile: string;
  readonly etcFiles: readonly (readonly [string, string])[];
  readonly isolation: IsolationReport;
}

const RUN_FOLDERS = ['slots', 'stage', 'etc', 'network'];

/** What one sandbox occupies. */
interface Place {
  readonly slot: Slot;
  readonly network: FunctionNetwork | undefined;
}

export class BwrapHost implements SandboxHost {
  readonly isolation: IsolationReport;
  readonly #options: BwrapHostOptions;
  readonly #shared: Shared;
  readonly #live = new Map<string, Sandbox>();
  readonly #starting = new Set<Promise<Sandbox>>();
  #made = 0;
  #closed = false;

  private constructor(options: BwrapHostOptions, shared: Shared) {
    this.#options = options;
    this.#shared = shared;
    this.isolation = shared.isolation;
  }

  /** Takes away what a crashed predecessor left, then prepares. Rejects in words for people where functions cannot be isolated. */
  static async open(options: BwrapHostOptions): Promise<BwrapHost> {
    const closed = closeInheritableDescriptors();
    if (closed.length > 0)
      options.log.warn('closed descriptors that functions would inherit', { closed: closed.join(' ') });
    const version = await findBwrap();
    if (!version) throw new Error('bubblewrap is missing');
    const asRoot = process.getuid?.() === 0;
    const groups = await openResourceGroups(`virga-${options.name}`, asRoot, options.clock);
    for (const folder of [options.imageFolder, ...RUN_FOLDERS.map((name) => path.join(options.runFolder, name))]) {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true, mode: 0o755 });
    }
    const { runFolder, imageFolder } = options;
    const maxSandboxes = options.maxSandboxes ?? MAX_SANDBOXES;
    const firstHostId = chooseFirstHostId(options.firstHostId ?? FIRST_HOST_ID, maxSandboxes);
    const room = await MountRoom.open(runFolder, asRoot);
    const seccompFile = path.join(runFolder, 'seccomp.bpf');
    await writeFile(seccompFile, sandboxFilter(), { mode: 0o600 });
    const coming = options.network && openNetworks({ ...options, ...options.network, room, asRoot });
    const etcFiles = await writeEtcFiles(path.join(runFolder, 'etc'));
    const tmp = await chooseTmpKind(room, asRoot, imageFolder);
    const place: SlotPlace = { room, asRoot, runFolder, imageFolder, firstHostId, tmpKind: tmp.kind };
    const stock = new SlotStock(place, maxSandboxes);
    const networks = await coming;
    const isolation = report({ version, groups, asRoot, tmpWeakness: tmp.weakness, networks });
    const stocks = { stock, networks: networks && 'stock' in networks ? networks.stock : undefined };
    return new BwrapHost(options, { room, groups, ...stocks, version, seccompFile, etcFiles, isolation });
  }

  start(spec: SandboxSpec): Promise<Sandbox> {
    if (this.#closed) return Promise.reject(new Error('the sandbox host is closed'));
    const starting = this.#start(spec);
    this.#starting.add(starting);
    void starting.catch(() => {}).finally(() => this.#starting.delete(starting));
    return starting;
  }

  /** A mount that sandboxes share; it stays while nothing newer needs its place. */
  async expect(taskFolder: string): Promise<void> {
    const { room } = this.#shared;
    await room.unstage(await room.stage(taskFolder));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#starting);
    // One that cannot be taken down has been logged; the rest must go all the same.
    await Promise.allSettled([...this.#live.values()].map((sandbox) => sandbox.kill()));
    await this.#shared.stock.close();
    await this.#shared.networks?.close();
    await this.#shared.groups.close();
    await this.#shared.room.close();
    await rm(this.#options.imageFolder, { recursive: true, force: true });
    for (const name of [...RUN_FOLDERS, 'seccomp.bpf']) {
      await rm(path.join(this.#options.runFolder, name), { recursive: true, force: true });
    }
  }

  async #start(spec: SandboxSpec): Promise<Sandbox> {
    const slot = await this.#shared.stock.take();
    const network = await this.#shared.networks?.take();
    const place = { slot, network };
    const id = `s${++this.#made}`;
    const ports = [this.#options.apiPort, ...(spec.runtimeApi ? [RUNTIME_API_PORT] : [])];
    const listening = portWords(ports, network !== undefined);
    const beginning = beginningOf(spec, listening, DESCRIPTORS.channel);
    let held: HeldProcess | undefined;
    let group: ResourceGroup | undefined;
    try {
      held = await this.#hold(place, spec, beginning);
      group = this.#shared.groups.create(id, held.innerPid);
      group.add(held.innerPid);
      return await this.#release({ id, spec, place, held, group, listening, beginning });
    } catch (error) {
      await this.#abandon(place, held, group);
      throw error;
    }
  }

  async #hold({ slot, network }: Place, spec: SandboxSpec, beginning: Beginning): Promise<HeldProcess> {
    const { room, version, etcFiles, seccompFile } = this.#shared;
    const scripts = fileURLToPath(new URL('./inside', import.meta.url));
    const shown = [...spec.readOnly, { hostPath: scripts, path: INSIDE_SCRIPTS }];
    if (beginning.launched) shown.push({ hostPath: process.execPath, path: INSIDE_NODE });
    const readOnly: (readonly [string, string])[] = [];
    for (const one of shown) readOnly.push([await slot.stage(one.hostPath), one.path]);
    const { task, opt, tmp, socket } = slot;
    const { environment } = beginning;
    const descriptors = DESCRIPTORS;
    const networked = network !== undefined;
    const etc = etcFilesFor(etcFiles, networked);
    const view = { version, task, opt, tmp, socket, readOnly, etcFiles: etc, environment, networked, descriptors };
    const options = encodeOptions(bwrapOptions(view));
    const entering = room.entering(slot.hostId, network?.file);
    return await spawnHeld({ entering, options, command: beginning.argv, seccompFile });
  }

  async #release(start: {
    id: string;
    spec: SandboxSpec;
    place: Place;
    held: HeldProcess;
    group: ResourceGroup;
    listening: readonly string[];
    beginning: Beginning;
  }): Promise<Sandbox> {
    const { id, spec, place, held, group } = start;
    const cancel = this.#options.clock.after(START_DEADLINE_MS, () => group.kill());
    held.release();
    const listeners = await receiveListeners(held.child, start.listening, start.beginning.launched)
      .catch((error: Error) => {
        throw new Error(`a sandbox does not start: ${held.tap.text() || error.message}`, { cause: error });
      })
      .finally(cancel);
    if (start.beginning.launched && spec.command.length > 0) {
      await sendCommand(held, spec.command, withRuntimeApi(spec), '/');
    }
    held.tap.close();
    const { apiPort, log } = this.#options;
    const giveBack = async (): Promise<void> => {
      this.#live.delete(id);
      await this.#leave(place);
    };
    const { servers, names: udp } = listeners;
    const tcp = servers.get(NAMES_PORT);
    const names = udp && tcp && this.#shared.networks?.serveNames({ udp, tcp });
    const parts = { id, spec, slot: place.slot, process: held, group, listeners: servers, names, apiPort, log };
    const sandbox = new BwrapSandbox({ ...parts, giveBack });
    this.#live.set(id, sandbox);
    return sandbox;
  }

  async #abandon(place: Place, held: HeldProcess | undefined, group: ResourceGroup | undefined): Promise<void> {
    group?.kill();
    if (held && held.child.exitCode === null && held.child.signalCode === null) {
      const ended = new Promise((resolve) => held.child.once('exit', resolve));
      held.child.kill('SIGKILL');
      await ended;
    }
    await group?.remove();
    await this.#leave(place);
  }

  async #leave({ slot, network }: Place): Promise<void> {
    try {
      if (network) await this.#shared.networks?.giveBack(network);
    } finally {
      await this.#shared.stock.giveBack(slot);
    }
  }
}

function report(obtained: {
  readonly version: BwrapVersion;
  readonly groups: ResourceGroups;
  readonly asRoot: boolean;
  readonly tmpWeakness: string | undefined;
  readonly networks: Networks | undefined;
}): IsolationReport {
  const { version, groups, asRoot, tmpWeakness, networks } = obtained;
  const network = networks && 'stock' in networks ? networks.stock.summary : 'no internet';
  const users = asRoot ? 'a host user each' : 'one host user';
  return {
    kind: 'sandbox',
    summary: `bubblewrap ${version.text}, ${groups.summary}, seccomp, own namespaces, ${users}, ${network}`,
    weaknesses: [
      ...groups.weaknesses,
      ...(asRoot ? [] : ['all sandboxes run as the host user of the platform: run as root to give each its own']),
      ...(version.disablesUserNamespaces
        ? []
        : [
            `bubblewrap ${version.text} cannot forbid nested user namespaces: the seccomp filter alone does (0.8.0 can)`,
          ]),
      ...(tmpWeakness === undefined ? [] : [tmpWeakness]),
      ...(networks && 'weakness' in networks ? [networks.weakness] : []),
    ],
  };
}
