/** Where the platform itself may connect to: nowhere that is private, its own, or the machine's (see the sandbox's deny list). */
import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { CLOSED_RANGES, PRIVATE_RANGES } from '../kit/ip-ranges.ts';

/** This host, its networks and translations into them, documentation, multicast. */
const DENIED_IPV6: readonly (readonly [network: string, prefix: number])[] = [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
];

export interface Addresses {
  mayConnect(address: string): boolean;
  /** Opened by configuration: there, and only there, plain http is served too. */
  isOpened(address: string): boolean;
}

/** `opened` are addresses or networks as `10.1.0.0/16`. Throws RangeError where one is neither. */
export function addressRules(opened: readonly string[]): Addresses {
  const denied = blockList([...[...CLOSED_RANGES, ...PRIVATE_RANGES].map(parseNetwork), ...DENIED_IPV6]);
  const allowed = blockList(opened.map(parseNetwork));
  const isIn = (list: BlockList, address: string): boolean => {
    const plain = unmapped(address);
    return isIP(plain) !== 0 && list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
  };
  return {
    isOpened: (address) => isIn(allowed, address),
    mayConnect: (address) =>
      isIP(address) !== 0 && !isOwn(unmapped(address)) && (isIn(allowed, address) || !isIn(denied, address)),
  };
}

function blockList(networks: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, isIP(network) === 6 ? 'ipv6' : 'ipv4');
  return list;
}

function parseNetwork(text: string): readonly [string, number] {
  const [network = '', prefix, ...more] = text.split('/');
  const bits = isIP(network) === 6 ? 128 : 32;
  const length = prefix === undefined ? bits : Number(prefix);
  if (isIP(network) === 0 || more.length > 0 || !Number.isInteger(length) || length < 0 || length > bits) {
    throw new RangeError(`Not an address or a network: ${text}`);
  }
  return [network, length];
}

/** The IPv4 address within an IPv6 one: `::ffff:127.0.0.1`, `::ffff:7f00:1`, and the older `::7f00:1`. */
function unmapped(address: string): string {
  if (isIP(address) !== 6) return address;
  const mapped = /^::(?:ffff:(?:0:)?)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  const hex = /^::(?:ffff:(?:0:)?)?([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(
    new URL(`http://[${address}]`).hostname.slice(1, -1),
  );
  if (!hex) return address;
  const [high, low] = [Number.parseInt(hex[1] ?? '', 16), Number.parseInt(hex[2] ?? '', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The machine's own addresses lead to its own services, and nothing opens them. Loopback is among the closed ranges. */
function isOwn(address: string): boolean {
  return Object.values(networkInterfaces()).some((list) =>
    list?.some((own) => !own.internal && own.address === address),
  );
}
