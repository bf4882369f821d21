/** A block of addresses of our own for the sandboxes of this platform, claimed from others on the same machine. */
import net from 'node:net';
import { addressNumber, addressText, parseCidr } from '../../../kit/ip-ranges.ts';
import { NetworkRefusedError } from '../network.ts';
import { runProgram } from '../programs.ts';

/** RFC 2544's range for tests of network devices: private, and hardly ever in use. Cut into 64 blocks. */
const RANGE_FIRST = addressNumber('198.18.0.0');
const BLOCK_BITS = 21;
const BLOCK_SIZE = 2 ** (32 - BLOCK_BITS);
const BLOCKS = 64;

export class AddressBlock {
  readonly cidr: string;
  /** The host's end of every pair. */
  readonly gateway: string;
  /** Interfaces of this block are named by it: `virga2a-…`; those of all platforms begin with `virga`. */
  readonly linkPrefix: string;
  readonly #first: number;
  readonly #claim: net.Server;
  readonly #used = new Set<number>();
  #next = 2;

  private constructor(number: number, claim: net.Server) {
    this.#first = RANGE_FIRST + number * BLOCK_SIZE;
    this.cidr = `${addressText(this.#first)}/${BLOCK_BITS}`;
    this.gateway = addressText(this.#first + 1);
    this.linkPrefix = `virga${number.toString(16).padStart(2, '0')}-`;
    this.#claim = claim;
  }

  /** `name` in hexadecimal: where possible, the same one gets the same block. */
  static async claim(name: string): Promise<AddressBlock> {
    const taken = await routes();
    const wanted = Number.parseInt(name.slice(0, 8), 16) || 0;
    for (let turn = 0; turn < BLOCKS; turn++) {
      const number = (wanted + turn) % BLOCKS;
      const first = RANGE_FIRST + number * BLOCK_SIZE;
      const claim = await claimBlock(number);
      if (!claim) continue;
      const overlaps = taken.some(({ last, ...route }) => route.first < first + BLOCK_SIZE && last >= first);
      if (!overlaps) return new AddressBlock(number, claim);
      claim.close();
    }
    throw new NetworkRefusedError('all of 198.18.0.0/15, from which sandboxes get their addresses, is in use');
  }

  /** Goes round the whole block, so that an address rests before another sandbox gets it. */
  take(): { readonly address: string; readonly link: string; readonly giveBack: () => void } {
    for (let turn = 0; turn < BLOCK_SIZE; turn++) {
      const index = this.#next;
      this.#next = index + 1 >= BLOCK_SIZE - 1 ? 2 : index + 1;
      if (this.#used.has(index)) continue;
      this.#used.add(index);
      const address = addressText(this.#first + index);
      const giveBack = (): void => void this.#used.delete(index);
      return { address, link: `${this.linkPrefix}${index.toString(16)}`, giveBack };
    }
    throw new Error(`all addresses of ${this.cidr} are in use`);
  }

  release(): void {
    this.#claim.close();
  }
}

/** An abstract socket's name belongs to one process of a network namespace, and is free as soon as that has ended. */
function claimBlock(number: number): Promise<net.Server | undefined> {
  const server = net.createServer((socket) => socket.destroy()).unref();
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen({ path: `\0virga-network-${number}` }, () => resolve(server));
  });
}

/** Destinations that the host has routes to, without the default; those of our own kind have gone or are claimed. */
async function routes(): Promise<{ first: number; last: number }[]> {
  const lines = (await runProgram('ip', ['-4', '-oneline', 'route', 'show', 'table', 'all'])).split('\n');
  return lines
    .filter((line) => !/ dev virga/.test(line))
    .flatMap((line) => {
      const found = /^(?:local |broadcast |unicast )?(\d[\d./]*) /.exec(line)?.[1];
      const cidr = found === undefined || found.endsWith('/0') ? undefined : parseCidr(found);
      return cidr ? [cidr] : [];
    });
}
