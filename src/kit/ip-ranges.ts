/** Which IPv4 addresses functions, and the platform for strangers, may not reach; some can be opened by configuration. */
import net from 'node:net';

/** Private networks (SANDBOX.md, "Network"): closed unless opened by `--allow-egress`. */
export const PRIVATE_RANGES = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
] as const;

/** This host, link-local with the metadata service, multicast and what is reserved: nothing opens them. */
export const CLOSED_RANGES = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3'] as const;

export interface Cidr {
  readonly first: number;
  readonly last: number;
  readonly text: string;
}

/** Of IPv4, in its canonical form; undefined where it is none. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', bits = '32', ...rest] = text.split('/');
  if (rest.length > 0 || !net.isIPv4(address) || !/^\d{1,2}$/.test(bits) || Number(bits) > 32) return undefined;
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(addressNumber(address) / size) * size;
  return { first, last: first + size - 1, text: `${addressText(first)}/${Number(bits)}` };
}

/** The canonical form; undefined where it does not lie in one of the private networks, and so needs or gets no opening. */
export function openable(text: string): string | undefined {
  const cidr = parseCidr(text);
  if (!cidr) return undefined;
  const isPrivate = PRIVATE_RANGES.some((range) => {
    const outer = parseCidr(range);
    return outer !== undefined && outer.first <= cidr.first && cidr.last <= outer.last;
  });
  return isPrivate ? cidr.text : undefined;
}

export function addressNumber(address: string): number {
  return address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
}

export function addressText(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}
