/**
 * The host forwards packets only from interfaces that say so. Where it does not forward at all, we switch that on for
 * the interfaces that lead to the internet, keep a note in /run, and the last platform to end switches it off again.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Log } from '../../../kit/log.ts';
import { runProgram } from '../programs.ts';

const NOTES = '/run/virga-forwarding';
const SETTINGS = '/proc/sys/net/ipv4';

export class Forwarding {
  readonly #table: string;
  readonly #log: Log;
  /** Addresses whose ways out of the host must forward: any public one, and those of opened networks. */
  readonly #destinations: readonly string[];
  /** What the table's set of guarded interfaces holds by us. */
  #filled: string | undefined;
  /** Notes of other network namespaces of this machine are not ours. */
  readonly #namespace = /\d+/.exec(readlinkSync('/proc/self/ns/net'))?.[0] ?? '0';

  constructor(table: string, open: readonly string[], log: Log) {
    this.#table = table;
    this.#log = log;
    this.#destinations = ['1.1.1.1', ...open.map((cidr) => cidr.split('/')[0] ?? cidr)];
  }

  /** At the start, and whenever the host's routes or settings have changed. */
  async refresh(): Promise<void> {
    const guarded: string[] = [];
    if (read('ip_forward') !== '1') {
      for (const link of await this.#uplinks()) {
        const note = path.join(NOTES, `${this.#namespace}-${link}`);
        if (read(`conf/${link}/forwarding`) !== '1') {
          mkdirSync(NOTES, { recursive: true, mode: 0o700 });
          writeFileSync(note, '');
          writeFileSync(`${SETTINGS}/conf/${link}/forwarding`, '1');
          const setting = `net.ipv4.conf.${link}.forwarding`;
          this.#log.info('functions reach the internet: a setting was changed until the stop', { setting, to: 1 });
        }
        if (existsSync(note)) guarded.push(link);
      }
    }
    const fill =
      guarded.length > 0 ? `add element inet ${this.#table} opened { ${guarded.map(quote).join(', ')} }` : '';
    if (fill === this.#filled) return;
    await runProgram('nft', ['-f', '-'], `flush set inet ${this.#table} opened\n${fill}\n`);
    this.#filled = fill;
  }

  /** Puts back what was changed, unless another platform still needs it: that one will. */
  async restore(linkPrefix: string): Promise<void> {
    const links = await runProgram('ip', ['-oneline', 'link', 'show']);
    const others = [...links.matchAll(/^\d+: (virga[\da-f]{2}-)/gm)].some(([, prefix]) => prefix !== linkPrefix);
    if (others || !existsSync(NOTES)) return;
    for (const note of readdirSync(NOTES)) {
      const [namespace = '', ...rest] = note.split('-');
      if (namespace !== this.#namespace) continue;
      const link = rest.join('-');
      // With forwarding on for the whole host it is no longer our setting.
      if (read('ip_forward') !== '1' && read(`conf/${link}/forwarding`) === '1') {
        writeFileSync(`${SETTINGS}/conf/${link}/forwarding`, '0');
        this.#log.info('a setting was put back', { setting: `net.ipv4.conf.${link}.forwarding`, to: 0 });
      }
      rmSync(path.join(NOTES, note), { force: true });
    }
  }

  async #uplinks(): Promise<Set<string>> {
    const found = new Set<string>();
    for (const destination of this.#destinations) {
      const route = await runProgram('ip', ['-oneline', 'route', 'get', destination]).catch(() => '');
      const link = / dev (\S+)/.exec(route)?.[1];
      if (link !== undefined && link !== 'lo' && !link.startsWith('virga')) found.add(link);
    }
    return found;
  }
}

function read(setting: string): string | undefined {
  try {
    return readFileSync(`${SETTINGS}/${setting}`, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function quote(link: string): string {
  return JSON.stringify(link);
}
