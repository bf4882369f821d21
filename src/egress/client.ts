/**
 * The one client with which the platform itself calls out. A name is resolved once, every address of it is held against
 * the rules, and the connection goes to what was checked, so that a name that changes its mind cannot lead inside.
 * Redirects are not followed; answers, times and running requests are bounded.
 */
import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type Addresses, addressRules } from './addresses.ts';
import { ANSWER_BYTES_MAX, RUNNING_MAX, TIMEOUT_MS } from './limits.ts';

/** Nothing of the answer is in its message: what an address inside says is for nobody outside. */
export class EgressError extends Error {
  override readonly name = 'EgressError';
}

export interface Egress {
  /** The body of a 200. Throws EgressError. */
  get(url: string): Promise<Uint8Array>;
}

export interface EgressParts {
  /** Addresses or networks that are opened although they are private, as `127.0.0.1` or `10.1.0.0/16`. */
  readonly opened: readonly string[];
  /** Certificates to trust besides the usual ones, in PEM. */
  readonly certificates?: readonly string[];
}

export function createEgress({ opened, certificates }: EgressParts): Egress {
  const rules = addressRules(opened);
  let running = 0;
  return {
    async get(text) {
      if (running >= RUNNING_MAX) throw new EgressError('Too many requests go out at once');
      running++;
      try {
        return await get(new URL(text), rules, certificates);
      } catch (error) {
        throw error instanceof EgressError ? error : new EgressError('The request failed', { cause: error });
      } finally {
        running--;
      }
    },
  };
}

async function get(url: URL, rules: Addresses, certificates: readonly string[] | undefined): Promise<Uint8Array> {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new EgressError(`${url.protocol} is not supported`);
  if (url.username !== '' || url.password !== '') throw new EgressError('The URL carries a password');
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const addresses = await addressesOf(url.hostname, signal);
  const [address] = addresses;
  if (!address || !addresses.every((one) => rules.mayConnect(one))) throw new EgressError('The address is not allowed');
  if (url.protocol === 'http:' && !rules.isOpened(address)) throw new EgressError('Only https is allowed');
  return request(url, address, signal, certificates);
}

async function addressesOf(hostname: string, signal: AbortSignal): Promise<readonly string[]> {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return [host];
  const cut = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new EgressError('The name was not resolved in time')), {
      once: true,
    });
  });
  const found = await Promise.race([lookup(host, { all: true }), cut]);
  return found.map(({ address }) => address);
}

function request(
  url: URL,
  address: string,
  signal: AbortSignal,
  certificates: readonly string[] | undefined,
): Promise<Uint8Array> {
  const checked: LookupFunction = (_hostname, options, done) => {
    const family = isIP(address);
    if (options.all) done(null, [{ address, family }]);
    else done(null, address, family);
  };
  const options = { lookup: checked, signal, agent: false, headers: { accept: 'application/json' } };
  const secure = certificates ? { ca: [...certificates] } : {};
  return new Promise((resolve, reject) => {
    const answered = (res: http.IncomingMessage): void => void readAnswer(res).then(resolve, reject);
    const sent =
      url.protocol === 'https:'
        ? https.get(url, { ...options, ...secure }, answered)
        : http.get(url, options, answered);
    sent.on('error', reject);
  });
}

async function readAnswer(res: http.IncomingMessage): Promise<Uint8Array> {
  if (res.statusCode !== 200) {
    res.destroy();
    throw new EgressError(`The answer has the status ${res.statusCode}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of res as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > ANSWER_BYTES_MAX) throw new EgressError('The answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
