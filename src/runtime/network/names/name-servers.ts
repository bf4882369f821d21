/** The name servers of this host, from its resolv.conf, which is read again when it may have changed. */
import { readFileSync } from 'node:fs';
import net from 'node:net';
import type { Clock } from '../../../kit/clock.ts';
import { MAX_NAME_SERVERS, RESOLV_CONF_MS } from '../limits.ts';

export interface NameServer {
  readonly address: string;
  readonly port: number;
}

export class NameServers {
  readonly #clock: Clock;
  readonly #file: string;
  #known: readonly NameServer[] = [];
  #readAtMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, file: string) {
    this.#clock = clock;
    this.#file = file;
  }

  /** In their order. None where the file is missing or names none. */
  list(): readonly NameServer[] {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#readAtMs < RESOLV_CONF_MS) return this.#known;
    this.#readAtMs = nowMs;
    try {
      this.#known = parseResolvConf(readFileSync(this.#file, 'utf8'));
    } catch {
      this.#known = [];
    }
    return this.#known;
  }
}

/** resolv.conf(5): `nameserver ADDRESS`, the first three. */
export function parseResolvConf(text: string): NameServer[] {
  return [...text.matchAll(/^nameserver[ \t]+(\S+)/gm)]
    .map(([, address = '']) => ({ address, port: 53 }))
    .filter(({ address }) => net.isIP(address.split('%')[0] ?? '') !== 0)
    .slice(0, MAX_NAME_SERVERS);
}
