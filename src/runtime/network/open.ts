/** Chooses how functions reach the internet on this machine, tries it out, and says why where they cannot. */
import path from 'node:path';
import type { Clock } from '../../kit/clock.ts';
import type { Log } from '../../kit/log.ts';
import { NameServers } from './names/name-servers.ts';
import { Upstream } from './names/upstream.ts';
import type { NetworkMaker, NetworkRoom } from './network.ts';
import { PastaMaker } from './pasta/maker.ts';
import { NetworkStock } from './stock.ts';
import { VethMaker } from './veth/maker.ts';

export interface NetworkChoice {
  /** Private networks that functions may reach, each as from `openable`. */
  readonly allowEgress: readonly string[];
  /** Names this host's name servers; /etc/resolv.conf where not given. */
  readonly resolvConf?: string;
  /** Networks kept prepared; as many as the way that is chosen thinks right where not given. */
  readonly ahead?: number;
}

export interface NetworkOptions extends NetworkChoice {
  readonly room: NetworkRoom;
  readonly asRoot: boolean;
  readonly runFolder: string;
  /** 16 hexadecimal digits of the data directory. */
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
}

export type Networks = { readonly stock: NetworkStock } | { readonly weakness: string };

/** Whatever a crashed predecessor left is replaced. Never rejects: without a network, functions still have the API. */
export async function openNetworks(options: NetworkOptions): Promise<Networks> {
  let maker: NetworkMaker | undefined;
  try {
    maker = await openMaker(options);
    const first = await maker.make();
    const { clock, log } = options;
    const upstream = new Upstream(new NameServers(clock, options.resolvConf ?? '/etc/resolv.conf'), clock);
    return { stock: new NetworkStock({ maker, first, ahead: options.ahead ?? maker.ahead, upstream, clock, log }) };
  } catch (error) {
    await maker?.close().catch(() => {});
    options.log.error('functions have no internet', error);
    return { weakness: `functions reach the API and no internet: ${reasonOf(error)}` };
  }
}

async function openMaker(options: NetworkOptions): Promise<NetworkMaker> {
  const { room, name, allowEgress: open, clock, log } = options;
  const folder = path.join(options.runFolder, 'network');
  const parts = { room, folder, name, open, clock, log };
  return options.asRoot ? await VethMaker.open(parts) : await PastaMaker.open(parts);
}

function reasonOf(error: unknown): string {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' && syscall === undefined) return `${message.split(':')[0]} is missing: install it`;
  return message;
}
