/** Networks of sandboxes as root: a pair of interfaces each, and one nftables table in the host's namespace. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../../kit/clock.ts';
import type { Log } from '../../../kit/log.ts';
import { CommandShell } from '../../bwrap/command-shell.ts';
import { shellQuote } from '../../bwrap/shell-words.ts';
import { HostWatch } from '../host-watch.ts';
import { VETH_AHEAD } from '../limits.ts';
import { type FunctionNetwork, type NetworkMaker, NetworkRefusedError, type NetworkRoom } from '../network.ts';
import { FIND_PROGRAMS, runProgram, scriptPath } from '../programs.ts';
import { AddressBlock } from './block.ts';
import { Forwarding } from './forwarding.ts';
import { vethRules } from './rules.ts';

export interface VethOptions {
  readonly room: NetworkRoom;
  /** Where the files of the namespaces are, below the run folder. */
  readonly folder: string;
  /** Names the table: the same at every start on the same data directory. Hexadecimal. */
  readonly name: string;
  readonly open: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}

export class VethMaker implements NetworkMaker {
  readonly summary = 'internet by veth and nftables';
  readonly ahead = VETH_AHEAD;
  readonly #options: VethOptions;
  readonly #block: AddressBlock;
  readonly #forwarding: Forwarding;
  readonly #shell: CommandShell;
  readonly #watch: HostWatch;

  private constructor(options: VethOptions, block: AddressBlock, forwarding: Forwarding, shell: CommandShell) {
    this.#options = options;
    this.#block = block;
    this.#forwarding = forwarding;
    this.#shell = shell;
    this.#watch = new HostWatch(options.clock, () => void this.#refresh());
  }

  /** Replaces what a crashed predecessor left. Rejects with NetworkRefusedError where the system lacks what it takes. */
  static async open(options: VethOptions): Promise<VethMaker> {
    const table = tableName(options.name);
    const block = await AddressBlock.claim(options.name);
    let shell: CommandShell | undefined;
    try {
      await removeLeftovers(block.linkPrefix);
      const { linkPrefix, cidr } = block;
      const rules = vethRules({ table, linkPrefix, block: cidr, open: options.open });
      await runProgram('nft', ['-f', '-'], rules);
      await refuseOtherFirewall();
      const forwarding = new Forwarding(table, options.open, options.log);
      await forwarding.refresh();
      mkdirSync(options.folder, { recursive: true });
      shell = new CommandShell('the shell that makes networks', [...options.room.managing(), 'sh']);
      await shell.script(FIND_PROGRAMS);
      return new VethMaker(options, block, forwarding, shell);
    } catch (error) {
      await shell?.close();
      await removeTable(table);
      block.release();
      throw error;
    }
  }

  async make(): Promise<FunctionNetwork> {
    const { address, link, giveBack } = this.#block.take();
    const file = path.join(this.#options.folder, link);
    const quoted = shellQuote(file);
    // The pair of interfaces goes with the namespace.
    const close = async (): Promise<void> => {
      await this.#shell.script(`umount -l ${quoted}; rm -f ${quoted}; :`);
      giveBack();
    };
    try {
      const words = [file, String(process.pid), link, address, this.#block.gateway];
      await this.#shell.run(['sh', scriptPath('veth.sh'), ...words]);
    } catch (error) {
      await close();
      throw error;
    }
    return { file: `/proc/${this.#options.room.pid}/root${file}`, close };
  }

  async close(): Promise<void> {
    await this.#watch.close();
    await this.#shell.close();
    await removeLinks(this.#block.linkPrefix);
    await this.#forwarding.restore(this.#block.linkPrefix);
    await removeTable(tableName(this.#options.name));
    this.#block.release();
  }

  async #refresh(): Promise<void> {
    await this.#forwarding
      .refresh()
      .catch((error: unknown) => this.#options.log.error('the ways to the internet could not be followed', error));
  }
}

function tableName(name: string): string {
  return `virga_${name}`;
}

async function removeTable(table: string): Promise<void> {
  await runProgram('nft', ['-f', '-'], `table inet ${table} {}\ndelete table inet ${table}\n`).catch(() => {});
}

/** Rules for this block under another name are those of a killed platform, whose data directory may have gone since. */
async function removeLeftovers(prefix: string): Promise<void> {
  await removeLinks(prefix);
  const tables = await runProgram('nft', ['list', 'tables']);
  for (const [, table = ''] of tables.matchAll(/^table inet (virga_[\da-f]+)$/gm)) {
    const rules = await runProgram('nft', ['list', 'table', 'inet', table]).catch(() => '');
    if (rules.includes(`"${prefix}*"`)) await removeTable(table);
  }
}

/** Of a platform that had this block before and has ended: its namespaces may still be on their way out. */
async function removeLinks(prefix: string): Promise<void> {
  const links = await runProgram('ip', ['-oneline', 'link', 'show']);
  for (const [, link = ''] of links.matchAll(/^\d+: ([^:@]+)/gm)) {
    if (link.startsWith(prefix)) await runProgram('ip', ['link', 'delete', link]).catch(() => {});
  }
}

/** Whatever another table drops is dropped, and it is not ours to change. One that speaks of our interfaces knows us. */
async function refuseOtherFirewall(): Promise<void> {
  const chains = await runProgram('nft', ['list', 'chains']);
  let table: readonly string[] = [];
  for (const line of chains.split('\n')) {
    table = /^table (\S+) (\S+) \{/.exec(line)?.slice(1) ?? table;
    if (!/hook forward .*policy drop/.test(line)) continue;
    if ((await runProgram('nft', ['list', 'table', ...table])).includes('"virga*"')) continue;
    throw new NetworkRefusedError(
      `the firewall of this host (nftables table ${table.join(' ')}) drops what is forwarded: let it accept the interfaces virga*, for example by: iptables -I FORWARD -i virga+ -j ACCEPT; iptables -I FORWARD -o virga+ -j ACCEPT`,
    );
  }
}
