/** Networks of sandboxes without root: pasta passes on what they send by sockets of our own user, and nftables inside keeps the deny list. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../../kit/clock.ts';
import type { Log } from '../../../kit/log.ts';
import { CommandShell } from '../../bwrap/command-shell.ts';
import { shellQuote } from '../../bwrap/shell-words.ts';
import { HostWatch } from '../host-watch.ts';
import { MAKE_TIMEOUT_MS, PASTA_AHEAD } from '../limits.ts';
import { type FunctionNetwork, type NetworkMaker, NetworkRefusedError, type NetworkRoom } from '../network.ts';
import { FIND_PROGRAMS, PROGRAM_ENVIRONMENT, runProgram, scriptPath } from '../programs.ts';
import { hostUpdate, pastaRules } from './rules.ts';

export interface PastaOptions {
  readonly room: NetworkRoom;
  readonly folder: string;
  readonly open: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}

/** In every namespace the same: none sees another's. */
const ADDRESS = '198.18.0.2';
const GATEWAY = '198.18.0.1';
const MAX_SAID_CHARS = 2000;

interface Connected {
  readonly file: string;
  readonly pasta: ChildProcess;
}

export class PastaMaker implements NetworkMaker {
  readonly summary = 'internet by pasta and nftables';
  readonly ahead = PASTA_AHEAD;
  readonly #options: PastaOptions;
  readonly #shell: CommandShell;
  readonly #watch: HostWatch;
  readonly #live = new Set<Connected>();
  #host: readonly string[];
  #made = 0;

  private constructor(options: PastaOptions, shell: CommandShell, host: readonly string[]) {
    this.#options = options;
    this.#shell = shell;
    this.#host = host;
    this.#watch = new HostWatch(options.clock, () => void this.#refresh());
  }

  static async open(options: PastaOptions): Promise<PastaMaker> {
    await runProgram('nft', ['--version']);
    await runProgram('pasta', ['--version']).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') throw new NetworkRefusedError('pasta is missing: install the package passt');
    });
    const host = await hostAddresses();
    mkdirSync(options.folder, { recursive: true });
    const shell = new CommandShell('the shell that makes networks', [...options.room.managing(), 'sh']);
    await shell.script(FIND_PROGRAMS);
    return new PastaMaker(options, shell, host);
  }

  async make(): Promise<FunctionNetwork> {
    const { room, folder, open } = this.#options;
    const file = path.join(folder, String(++this.#made));
    const rules = `${file}.rules`;
    const host = this.#host;
    writeFileSync(rules, pastaRules(open, host));
    const words = [scriptPath('pasta.sh'), file, rules, ADDRESS, GATEWAY, scriptPath('until-closed.sh')];
    const [program = '', ...rest] = [...room.managing(), 'sh', ...words];
    const pasta = spawn(program, rest, { stdio: ['pipe', 'ignore', 'pipe'], env: PROGRAM_ENVIRONMENT });
    const connected = { file, pasta };
    const close = async (): Promise<void> => {
      this.#live.delete(connected);
      await end(pasta);
      const quoted = shellQuote(file);
      await this.#shell.script(`umount -l ${quoted}; rm -f ${quoted} ${shellQuote(rules)}; :`);
    };
    try {
      await this.#untilConnected(connected);
    } catch (error) {
      await close();
      throw error;
    }
    this.#live.add(connected);
    if (this.#host !== host) await this.#update(connected);
    return { file: `/proc/${room.pid}/root${file}`, close };
  }

  async close(): Promise<void> {
    await this.#watch.close();
    await this.#shell.close();
  }

  /** pasta says nothing when it is ready: its interface has an address and a route then. */
  async #untilConnected({ file, pasta }: Connected): Promise<void> {
    let said = '';
    pasta.stdin?.on('error', () => {});
    pasta.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-MAX_SAID_CHARS);
    });
    let ended = false;
    pasta.once('error', () => (ended = true));
    pasta.once('exit', () => (ended = true));
    const { clock } = this.#options;
    const deadlineMs = clock.monotonicMs() + MAKE_TIMEOUT_MS;
    const quoted = shellQuote(file);
    const ready = `nsenter --net=${quoted} ip -4 route show default | grep -q eth0`;
    while (!ended && clock.monotonicMs() < deadlineMs) {
      const connected = await this.#shell.script(`mountpoint -q ${quoted} && ${ready}`).then(
        () => true,
        () => false,
      );
      if (connected) return;
      await delay(POLL_MS);
    }
    throw new NetworkRefusedError(`pasta does not start: ${reasonIn(said)}`);
  }

  async #refresh(): Promise<void> {
    try {
      const host = await hostAddresses();
      if (host.join() === this.#host.join()) return;
      this.#host = host;
      await Promise.all([...this.#live].map((connected) => this.#update(connected)));
    } catch (error) {
      this.#options.log.error('the addresses of this host could not be followed', error);
    }
  }

  /** One whose deny list is not whole must not go on. */
  async #update(connected: Connected): Promise<void> {
    const update = `printf %s ${shellQuote(hostUpdate(this.#host))} | nsenter --net=${shellQuote(connected.file)} nft -f -`;
    await this.#shell.script(update).catch(async (error: unknown) => {
      if (!this.#live.has(connected)) return;
      this.#options.log.error('a sandbox was cut off: its deny list could not be brought up to date', error);
      await end(connected.pasta);
    });
  }
}

/** Between two looks whether pasta is ready, which takes some 100 ms. */
const POLL_MS = 10;

async function hostAddresses(): Promise<readonly string[]> {
  const lines = await runProgram('ip', ['-4', '-oneline', 'address', 'show']);
  const found = [...lines.matchAll(/ inet (\d+\.\d+\.\d+\.\d+)/g)].map(([, address = '']) => address);
  return [...new Set(found)].toSorted();
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  await ended;
}

function reasonIn(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '' && !line.includes('syslog'));
  const last = lines.at(-1)?.trim() ?? 'it said nothing';
  return last.includes('tun socket') ? `${last} (it needs /dev/net/tun: let this user open it)` : last;
}
