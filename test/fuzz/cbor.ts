/** Inputs as CBOR (RFC 8949), literals as what CBOR has of that kind. */
import { Literal } from './odd-values.ts';

const FLOATS: Readonly<Record<string, string>> = {
  '1e400': 'f97c00',
  '-1e400': 'f9fc00',
  NaN: 'f97e00',
  Infinity: 'fb7ff0000000000000',
  '-0': 'f98000',
  '9223372036854775808': '1b8000000000000000',
};

export function cborOf(value: unknown): Buffer {
  if (value instanceof Literal) return literal(value.text);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'boolean') return Buffer.from([value ? 0xf5 : 0xf4]);
  if (typeof value === 'number') return number(value);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(cborOf)]);
  if (typeof value !== 'object' || value === null) return Buffer.from([0xf6]);
  const members = Object.entries(value).filter(([, item]) => item !== undefined);
  return Buffer.concat([head(5, members.length), ...members.flatMap(([name, item]) => [cborOf(name), cborOf(item)])]);
}

function number(value: number): Buffer {
  if (Number.isSafeInteger(value)) return value >= 0 ? head(0, value) : head(1, -1 - value);
  const bytes = Buffer.alloc(9, 0xfb);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length]);
  const bytes = Buffer.alloc(9);
  bytes[0] = (major << 5) | 27;
  bytes.writeBigUInt64BE(BigInt(length), 1);
  return bytes;
}

/** Depth stays depth; what is no CBOR value becomes a tag, a break or a length that lies. */
function literal(text: string): Buffer {
  const float = FLOATS[text];
  if (float !== undefined) return Buffer.from(float, 'hex');
  const depth = /^\[+/.exec(text)?.[0].length ?? 0;
  if (depth > 1) return Buffer.concat([Buffer.alloc(depth, 0x81), Buffer.from([0x01])]);
  const odd = [
    'ff',
    '9f',
    'bf',
    '5f',
    'c249010000000000000000',
    'c1f97e00',
    'fb',
    '1b',
    '9bffffffffffffffff',
    'bbffffffffffffffff',
    '7bffffffffffffffff',
    '5b7fffffffffffffff',
    'f7',
    'f8',
    'd9d9f700',
    '62c328',
    'bf6161016161029f',
  ];
  return Buffer.from(odd[text.length % odd.length] ?? 'ff', 'hex');
}
