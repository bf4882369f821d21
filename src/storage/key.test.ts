import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeKey, encodeKey, InvalidKeyError } from './key.ts';
import type { Key, KeyPart } from './store.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const plain = (key: Key): unknown => key.map((part) => (part instanceof Uint8Array ? [...part] : part));

/** In tuple order: bytes before strings before integers, a shorter tuple before a longer one that begins with it. */
const ORDERED: readonly KeyPart[][] = [
  [],
  [bytes()],
  [bytes(), 'a'],
  [bytes(0)],
  [bytes(0, 0)],
  [bytes(1, 2, 3, 4, 5, 6, 7)],
  [bytes(1, 2, 3, 4, 5, 6, 7, 0)],
  [bytes(1, 2, 3, 4, 5, 6, 7, 0), 5n],
  [bytes(1, 2, 3, 4, 5, 6, 7, 0, 0)],
  [bytes(1, 2, 3, 4, 5, 6, 7, 8)],
  [bytes(1, 2, 3, 4, 5, 6, 7, 8, 9)],
  [bytes(255)],
  [bytes(255, 255, 255, 255, 255, 255, 255, 255, 255)],
  [''],
  ['', ''],
  ['\u0000'],
  ['\u0000\u0000'],
  ['\u0000\u0001'],
  ['\u0000a'],
  ['\u0001'],
  ['\u0001\u0000'],
  ['\u0001\u0002'],
  ['\u0002'],
  ['a'],
  ['a', bytes(0)],
  ['a', 'a'],
  ['a', 0n],
  ['a\u0000'],
  ['a\u0001'],
  ['ab'],
  ['b'],
  ['é'],
  ['\ufffd'],
  ['😀'],
  [-(2n ** 63n)],
  [-256n],
  [-1n],
  [0n],
  [0n, bytes()],
  [1n],
  [255n],
  [256n],
  [2n ** 63n - 1n],
];

test('the order of the bytes is the order of the tuples', () => {
  const encoded = ORDERED.map((parts) => encodeKey(['global', ...parts]));
  for (const [at, key] of encoded.entries()) {
    for (const [other, later] of encoded.entries()) {
      const shown = `${String(ORDERED[at])} and ${String(ORDERED[other])}`;
      assert.equal(Buffer.compare(key, later), Math.sign(at - other), shown);
    }
  }
});

test('a key is read as it was written', () => {
  for (const parts of ORDERED) {
    const key: Key = ['regional', ...parts];
    assert.deepEqual(plain(decodeKey(encodeKey(key))), plain(key));
  }
});

test('no key is the beginning of another one but where its tuple is', () => {
  for (const parts of ORDERED) {
    for (const longer of ORDERED) {
      const begins = Buffer.from(encodeKey(['global', ...longer])).indexOf(encodeKey(['global', ...parts])) === 0;
      const tuple = plain(longer.slice(0, parts.length));
      assert.equal(begins, JSON.stringify(tuple, asText) === JSON.stringify(plain(parts), asText));
    }
  }
});

test('random keys sort as their tuples', () => {
  let state = 12_345;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  const letters = ['', 'a', '\u0000', '\u0001', 'é', '😀', '\uffff', 'zz'];
  const part = (): KeyPart => {
    if (random(3) === 0) return BigInt.asIntN(64, BigInt(random(1 << 24)) << BigInt(random(50)));
    if (random(2) === 0) return Uint8Array.from({ length: random(20) }, () => random(3) * 127);
    return Array.from({ length: random(4) }, () => letters[random(letters.length)]).join('');
  };
  const keys = Array.from({ length: 300 }, (): Key => ['global', ...Array.from({ length: random(4) }, part)]);
  for (const key of keys) {
    assert.deepEqual(plain(decodeKey(encodeKey(key))), plain(key));
    for (const other of keys) {
      assert.equal(Buffer.compare(encodeKey(key), encodeKey(other)), compareTuples(key, other));
    }
  }
});

const REFUSED: readonly { readonly name: string; readonly key: readonly unknown[]; readonly message: RegExp }[] = [
  { name: 'no parts', key: [], message: /begins with system, global, account or regional/ },
  { name: 'an unknown space', key: ['local', 'x'], message: /not with "local"/ },
  { name: 'a number', key: ['global', 5], message: /a string, bytes or a bigint, not number/ },
  { name: 'half of a surrogate pair', key: ['global', '\ud800'], message: /surrogate/ },
  { name: 'an integer of 65 bits', key: ['global', 2n ** 63n], message: /does not fit into 64 bits/ },
  { name: 'a long string', key: ['global', 'x'.repeat(2_400)], message: /at most 2400 bytes/ },
  { name: 'a very long string', key: ['global', 'x'.repeat(1_000_000)], message: /at most 2400 bytes/ },
  { name: 'a long string of long characters', key: ['global', '€'.repeat(1_000)], message: /at most 2400 bytes/ },
  { name: 'long bytes', key: ['global', new Uint8Array(2_300)], message: /at most 2400 bytes/ },
  { name: 'many parts', key: ['global', ...Array.from({ length: 300 }, () => 1n)], message: /at most 2400 bytes/ },
];

for (const { name, key, message } of REFUSED) {
  test(`refused: ${name}`, () => {
    assert.throws(
      () => encodeKey(key as Key),
      (error: unknown) => error instanceof InvalidKeyError && message.test(error.message),
    );
  });
}

test('an S3 key and a DynamoDB sort key of 1,024 bytes fit, whatever is in them', () => {
  const place = ['regional', '000000000000', 'ap-southeast-2', 's3', 'object', 'b'.repeat(63)];
  assert.doesNotThrow(() => encodeKey([...place, '\u0001'.repeat(1_024), 'f'.repeat(32)]));
  assert.doesNotThrow(() => encodeKey([...place, new Uint8Array(16), new Uint8Array(1_024), new Uint8Array(16)]));
});

function asText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

function compareTuples(left: Key, right: Key): number {
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const order = compareParts(left[at] ?? '', right[at] ?? '');
    if (order !== 0) return order;
  }
  return Math.sign(left.length - right.length);
}

const RANK = { object: 0, string: 1, bigint: 2 } as const;

function compareParts(left: KeyPart, right: KeyPart): number {
  const kind = RANK[typeof left as keyof typeof RANK] - RANK[typeof right as keyof typeof RANK];
  if (kind !== 0) return Math.sign(kind);
  if (typeof left === 'bigint' && typeof right === 'bigint') return left < right ? -1 : Number(left > right);
  return Buffer.compare(toBuffer(left), toBuffer(right));
}

const toBuffer = (part: KeyPart): Buffer =>
  part instanceof Uint8Array ? Buffer.from(part) : Buffer.from(String(part));
