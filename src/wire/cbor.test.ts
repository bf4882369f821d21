/** CBOR at its edges: what other encoders write, and what nobody should. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Tagged } from 'cborg';
import { cborTime, parseCbor, writeCbor } from './cbor.ts';
import { compileCborReader } from './cbor-reader.ts';
import { compileCborWriter } from './cbor-writer.ts';
import { WireError } from './error.ts';
import { CBOR_ITEMS_MAX } from './limits.ts';
import { tinySchema } from './tiny-model.fixture.ts';

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex');

function errorOf(run: () => unknown): string {
  try {
    run();
    return '';
  } catch (error) {
    assert.ok(error instanceof WireError, String(error));
    return error.message;
  }
}

suite('parsing', () => {
  // biome-ignore format: one line a case
  const good: readonly [why: string, hex: string, value: unknown][] = [
    ['a map', 'a1 61 61 01', { a: 1 }],
    ['a map without a length', 'bf 61 61 01 61 62 9f 01 02 ff ff', { a: 1, b: [1, 2] }],
    ['empty ones', '84 80 a0 9f ff bf ff', [[], {}, [], {}]],
    ['of duplicate keys the last counts', 'a2 61 61 01 61 61 02', { a: 2 }],
    ['text in pieces', '7f 61 61 62 62 63 ff', 'abc'],
    ['bytes in pieces', '5f 41 01 42 02 03 ff', Buffer.of(1, 2, 3)],
    ['no pieces', '82 7f ff 5f ff', ['', Buffer.of()]],
    ['half a float', 'f9 3e 00', 1.5],
    ['a float', 'fa 3f c0 00 00', 1.5],
    ['a double', 'fb 3f f8 00 00 00 00 00 00', 1.5],
    ['not a number', 'f9 7e 00', Number.NaN],
    ['eight bytes', '1b 7f ff ff ff ff ff ff ff', 2n ** 63n - 1n],
    ['a bignum', 'c2 49 01 00 00 00 00 00 00 00 00', 2n ** 64n],
    ['a negative bignum', 'c3 41 01', -2n],
    ['null and undefined', '82 f6 f7', [null, undefined]],
    ['U+FFFD itself', '63 ef bf bd', '\ufffd'],
  ];
  for (const [why, hex, value] of good) {
    test(why, () => {
      const got = parseCbor(bytes(hex));
      assert.deepEqual(got, value);
    });
  }

  test('a time keeps its tag', () => {
    const got = parseCbor(bytes('c1 fb 41 d4 52 d9 e8 00 00 00'));
    assert.ok(got instanceof Tagged && got.tag === 1 && got.value === 1363896224);
  });

  test('a key called __proto__ is a key like any other', () => {
    assert.deepEqual(Object.entries(parseCbor(writeCbor({ ['__proto__']: 1 })) as object), [['__proto__', 1]]);
  });

  const broken = 'Could not parse request body into CBOR';
  const deep = 'The request body is nested deeper than 128 levels';
  // biome-ignore format: one line a case
  const bad: readonly [why: string, body: Uint8Array, says: string][] = [
    ['nothing', bytes(''), broken],
    ['something behind the end', bytes('01 01'), broken],
    ['a text that is cut', bytes('65 61'), broken],
    ['a length that no body has', bytes('9b ff ff ff ff ff ff ff ff'), broken],
    ['text of two gigabytes', bytes('7a 7f ff ff ff 61'), broken],
    ['a break out of place', bytes('82 01 ff'), broken],
    ['a map that lacks its last value', bytes('bf 61 61 ff'), broken],
    ['a number as a key', bytes('a1 01 01'), broken],
    ['bytes that are no UTF-8', bytes('61 ff'), 'The request body is not valid UTF-8'],
    ['pieces that are no UTF-8', bytes('7f 61 c3 61 a4 ff'), 'The request body is not valid UTF-8'],
    ['pieces of another kind', bytes('7f 41 61 ff'), 'A string in pieces holds something else'],
    ['pieces in pieces', bytes('7f 7f ff ff'), broken],
    ['pieces without an end', bytes('7f 61 61'), 'A string in pieces has no end'],
    ['a tag that nobody knows', bytes('d9 d9 f7 01'), broken],
    ['a tag in a tag', bytes('c1 c1 01'), 'A tag holds something that it cannot'],
    ['a bignum of text', bytes('c2 61 31'), 'Invalid bignum'],
    ['a million levels of arrays', Buffer.alloc(1_000_000, 0x81), deep],
    ['a million levels without lengths', Buffer.alloc(1_000_000, 0x9f), deep],
    ['a million tags', Buffer.alloc(1_000_000, 0xc1), 'A tag holds something that it cannot'],
    ['more items than anybody sends', Buffer.concat([bytes('9f'), Buffer.alloc(CBOR_ITEMS_MAX, 0x80), bytes('ff')]), `The request body has more than ${CBOR_ITEMS_MAX} items`],
    ['more pieces than anybody sends', Buffer.concat([bytes('5f'), Buffer.alloc(CBOR_ITEMS_MAX + 1, 0x40), bytes('ff')]), `The request body has more than ${CBOR_ITEMS_MAX} items`],
  ];
  for (const [why, body, says] of bad)
    test(why, () =>
      assert.equal(
        errorOf(() => parseCbor(body)),
        says,
      ),
    );

  test('siblings are no levels', () => {
    const body = writeCbor(Array.from({ length: 1_000 }, () => [[]]));
    assert.equal((parseCbor(body) as unknown[]).length, 1_000);
  });
});

suite('shapes', () => {
  const schema = tinySchema({
    All: {
      type: 'structure',
      members: {
        Double: { shape: 'Double' },
        Long: { shape: 'Long' },
        When: { shape: 'Timestamp' },
        Data: { shape: 'Blob' },
        Strings: { shape: 'Strings' },
      },
    },
  });
  const read = (value: unknown): unknown => compileCborReader(schema, { shape: 'All' })(parseCbor(writeCbor(value)));

  test('there and back', () => {
    const value = { Double: 0.5, Long: 3, When: 1_795_489_200_250, Data: Uint8Array.of(1, 2), Strings: ['ä'] };
    const written = compileCborWriter(schema, { shape: 'All' })({ ...value, Other: 1 } as never);
    assert.deepEqual(read(written), value);
  });

  test('Java’s largest long is taken, and a whole double', () => {
    assert.deepEqual(read({ Long: 2n ** 63n - 1n, Double: 2 }), { Long: 2 ** 63, Double: 2 });
  });

  // biome-ignore format: one line a case
  const wrong: readonly [value: unknown, says: string][] = [
    [{ When: 1_795_489_200 }, 'NUMBER_VALUE cannot be converted to Timestamp'],
    [{ When: cborTime(1e30) }, 'TAGGED_VALUE cannot be converted to Timestamp'],
    [{ Data: 'YQ==' }, 'STRING_VALUE cannot be converted to Blob'],
    [{ Double: '1' }, 'STRING_VALUE cannot be converted to Double'],
    [{ Long: 1.5 }, 'DECIMAL_VALUE cannot be converted to Long'],
    [{ Long: 2n ** 64n - 1n }, 'NUMBER_VALUE cannot be converted to Long'],
    [{ Strings: [Uint8Array.of(1)] }, 'BYTES_VALUE cannot be converted to String'],
    [[], 'Start of list found where not expected'],
  ];
  for (const [value, says] of wrong)
    test(says, () =>
      assert.equal(
        errorOf(() => read(value)),
        says,
      ),
    );
});
