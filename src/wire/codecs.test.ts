/** The codecs at their edges; that the official clients understand them is shown in test/wire. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { WireError } from './error.ts';
import { compileFormReader, formTree } from './form-reader.ts';
import { compileJsonReader } from './json-reader.ts';
import { parseJson } from './json-text.ts';
import { compileJsonWriter } from './json-writer.ts';
import type { Shape, ShapeRef } from './model.ts';
import { parseTimestamp, readBase64 } from './scalars.ts';
import { parsePairs } from './text.ts';
import { tinySchema } from './tiny-model.fixture.ts';
import { compileXmlContent, escapeXml } from './xml-writer.ts';

const SHAPES: Record<string, Shape> = {
  Node: {
    type: 'structure',
    members: {
      Name: { shape: 'String', locationName: 'name' },
      Next: { shape: 'Node' },
      Nodes: { shape: 'Nodes' },
      Flat: { shape: 'Strings', flattened: true, locationName: 'F' },
      Map: { shape: 'StringMap' },
      FlatMap: { shape: 'StringMap', flattened: true },
      When: { shape: 'Timestamp' },
      Data: { shape: 'Blob' },
      Any: { shape: 'Any' },
      InHeader: { shape: 'String', location: 'header', locationName: 'x' },
    },
  },
  Nodes: { type: 'list', member: { shape: 'Node' } },
  Any: { type: 'structure', members: {}, document: true },
};

function errorOf(run: () => unknown): string {
  try {
    run();
    return '';
  } catch (error) {
    assert.ok(error instanceof WireError, String(error));
    return `${error.code}: ${error.message}`;
  }
}

suite('JSON', () => {
  const schema = tinySchema(SHAPES);
  const read = (shape: string, value: unknown): unknown => compileJsonReader(schema, { shape })(value);

  test('unknown members, and those of other places, are ignored; null is absent', () => {
    const value = { name: 'a', Other: 1, Next: null, InHeader: 'no', Nodes: [{ name: 'b' }], When: 1.5, Data: 'YWI=' };
    assert.deepEqual(read('Node', value), { Name: 'a', Nodes: [{ Name: 'b' }], When: 1_500, Data: Buffer.from('ab') });
  });

  test('a document is kept as it is', () => {
    assert.deepEqual(read('Node', { Any: { a: [1, null] } }), { Any: { a: [1, null] } });
  });

  test('a key called __proto__ is a key like any other', () => {
    const map = read('StringMap', JSON.parse('{"__proto__":"x"}')) as object;
    assert.deepEqual(Object.entries(map), [['__proto__', 'x']]);
    assert.equal(Object.getPrototypeOf(map), Object.prototype);
  });

  // biome-ignore format: one line a case
  const wrong: readonly [ref: string, value: unknown, says: string][] = [
    ['String', 1, 'NUMBER_VALUE cannot be converted to String'],
    ['String', 1.5, 'DECIMAL_VALUE cannot be converted to String'],
    ['String', true, 'TRUE_VALUE cannot be converted to String'],
    ['String', {}, 'Start of structure or map found where not expected.'],
    ['String', [], 'Unrecognized collection type class java.lang.String'],
    ['Integer', '1', 'STRING_VALUE cannot be converted to Integer'],
    ['Integer', 1.5, 'DECIMAL_VALUE cannot be converted to Integer'],
    ['Integer', 2 ** 31, 'NUMBER_VALUE cannot be converted to Integer'],
    ['Long', 1e30, 'NUMBER_VALUE cannot be converted to Long'],
    ['Double', '1', 'STRING_VALUE cannot be converted to Double'],
    ['Double', JSON.parse('1e999'), 'DECIMAL_VALUE cannot be converted to Double'],
    ['Timestamp', 'yesterday', 'STRING_VALUE cannot be converted to Timestamp'],
    ['Timestamp', 1e300, 'NUMBER_VALUE cannot be converted to Timestamp'],
    ['Boolean', 'true', 'STRING_VALUE cannot be converted to Boolean'],
    ['Blob', 'not base64!', 'Invalid base64'],
    ['Node', [], 'Start of list found where not expected'],
    ['Strings', {}, 'Start of structure or map found where not expected.'],
    ['Strings', 'x', 'Unexpected field type'],
  ];
  for (const [shape, value, says] of wrong) {
    test(`${JSON.stringify(value)} is no ${shape}`, () => {
      assert.equal(
        errorOf(() => read(shape, value)),
        `SerializationException: ${says}`,
      );
    });
  }

  test('a double may be NaN or infinite, as text', () => {
    assert.equal(read('Double', '-Infinity'), Number.NEGATIVE_INFINITY);
    assert.deepEqual(compileJsonWriter(schema, { shape: 'Double' })(Number.NaN as never), 'NaN');
  });

  test('half a surrogate pair is replaced', () => {
    assert.deepEqual(read('StringMap', JSON.parse('{"\\ud800":"a\\udfff"}')), { '\ufffd': 'a\ufffd' });
  });

  test('Java’s largest long is taken', () => {
    assert.equal(read('Long', JSON.parse('9223372036854775807')), 2 ** 63);
  });

  // biome-ignore format: one line a case
  const texts: readonly [why: string, text: string | Uint8Array, says: string][] = [
    ['of duplicate keys the last counts', '{"a":1,"a":2}', ''],
    ['broken JSON', '{"a":', 'SerializationException: Could not parse request body into json'],
    ['bytes that are no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 'SerializationException: The request body is not valid UTF-8'],
    ['a million levels', '['.repeat(1_000_000), 'SerializationException: The request body is nested deeper than 128 levels'],
    ['levels of objects', '{"a":'.repeat(200), 'SerializationException: The request body is nested deeper than 128 levels'],
    ['brackets in strings are no levels', JSON.stringify({ a: `${'['.repeat(500)}\\"` }), ''],
    ['neither are those behind an escaped quote', JSON.stringify([`"${'{'.repeat(500)}`]), ''],
    ['siblings are no levels', `[${'[],'.repeat(500)}[]]`, ''],
  ];
  for (const [why, text, says] of texts) {
    test(why, () =>
      assert.equal(
        errorOf(() => parseJson(Buffer.from(text as string))),
        says,
      ),
    );
  }

  test('the last of duplicate keys', () => assert.deepEqual(parseJson(Buffer.from('{"a":1,"a":2}')), { a: 2 }));

  test('what is written: renamed, in seconds, base64, nothing undefined, nothing the model does not know', () => {
    const write = compileJsonWriter(schema, { shape: 'Node' });
    const value = {
      Name: 'a',
      When: 1_500,
      Data: Buffer.from('ab'),
      Next: undefined,
      Nodes: [{ Name: 'b', Secret: 'x' }],
    };
    assert.deepEqual(write(value as never), { name: 'a', When: 1.5, Data: 'YWI=', Nodes: [{ name: 'b' }] });
  });
});

suite('forms', () => {
  const schema = tinySchema(SHAPES);
  const read = (form: string, ref: ShapeRef = { shape: 'Node' }): unknown =>
    compileFormReader(schema, ref)(formTree(parsePairs(form)));

  // biome-ignore format: one line a case
  const cases: readonly [why: string, form: string, value: unknown][] = [
    ['plain, with the + and the %', 'name=a+b%26c&Other=1', { Name: 'a b&c' }],
    ['nested structures', 'Next.Next.name=x', { Next: { Next: { Name: 'x' } } }],
    ['lists, in the order of their numbers', 'Nodes.member.10.name=c&Nodes.member.2.name=b&Nodes.member.1.name=a', { Nodes: [{ Name: 'a' }, { Name: 'b' }, { Name: 'c' }] }],
    ['an empty list', 'Nodes=', { Nodes: [] }],
    ['flattened lists', 'F.1=a&F.2=', { Flat: ['a', ''] }],
    ['maps', 'Map.entry.1.key=a&Map.entry.1.value=b', { Map: { a: 'b' } }],
    ['flattened maps', 'FlatMap.1.key=a&FlatMap.1.value=b', { FlatMap: { a: 'b' } }],
    ['timestamps', 'When=2026-11-24T03:00:00Z', { When: Date.UTC(2026, 10, 24, 3) }],
    ['bytes', 'Data=YWI%3D', { Data: Buffer.from('ab') }],
    ['an unnumbered item is none', 'Nodes.member.x.name=a', { Nodes: [] }],
  ];
  for (const [why, form, value] of cases) test(why, () => assert.deepEqual(read(form), value));

  // biome-ignore format: one line a case
  const wrong: readonly [why: string, form: string, says: string][] = [
    ['a broken escape', 'name=%zz', 'MalformedQueryString: The query string contains a syntax error: broken percent-encoding'],
    ['bytes that are no UTF-8', 'name=%ff', 'MalformedQueryString: The query string contains a syntax error: broken percent-encoding'],
    ['a bad timestamp', 'When=x', "MalformedInput: 'x' is not a valid timestamp"],
    ['too deep', `${'Next.'.repeat(40)}name=x`, 'MalformedInput: A field is nested deeper than 32 levels'],
    ['too many', 'a=1&'.repeat(50_001), 'MalformedQueryString: The query string contains a syntax error: more than 50000 fields'],
  ];
  for (const [why, form, says] of wrong)
    test(why, () =>
      assert.equal(
        errorOf(() => read(form)),
        says,
      ),
    );
});

suite('XML', () => {
  test('elements of every kind', () => {
    const value = {
      Name: 'a<b>&"',
      Nodes: [{ Name: '1' }, { Next: { Name: '2' } }],
      Flat: ['x', 'y'],
      Map: { k: 'v' },
      FlatMap: { k: 'v' },
      When: Date.UTC(2026, 10, 24, 3, 0, 0, 123),
      Data: Buffer.from('ab'),
      InHeader: 'not here',
    };
    const text =
      '<name>a&lt;b&gt;&amp;&quot;</name>' +
      '<Nodes><member><name>1</name></member><member><Next><name>2</name></Next></member></Nodes>' +
      '<F>x</F><F>y</F><Map><entry><key>k</key><value>v</value></entry></Map>' +
      '<FlatMap><key>k</key><value>v</value></FlatMap><When>2026-11-24T03:00:00Z</When><Data>YWI=</Data>';
    assert.equal(compileXmlContent(tinySchema(SHAPES), { shape: 'Node' })(value as never), text);
  });

  test('what XML cannot hold is replaced, what readers would change is escaped', () => {
    assert.equal(escapeXml('a\u0000b\u001fc\ud800d\ufffe'), 'a\ufffdb\ufffdc\ufffdd\ufffd');
    assert.equal(escapeXml('\t\n\r\u0085\u2028😀'), '\t\n&#xD;&#x85;&#x2028;😀');
  });
});

suite('scalars', () => {
  // biome-ignore format: one line a case
  const times: readonly [text: string, ms: number | undefined][] = [
    ['2026-11-24T03:00:00Z', Date.UTC(2026, 10, 24, 3)],
    ['2026-11-24T03:00:00.250Z', Date.UTC(2026, 10, 24, 3, 0, 0, 250)],
    ['2026-11-24T03:00:00+01:00', Date.UTC(2026, 10, 24, 2)],
    ['2026-11-24T03:00:00', Date.UTC(2026, 10, 24, 3)],
    ['2026-11-24', Date.UTC(2026, 10, 24)],
    ['Tue, 24 Nov 2026 03:00:00 GMT', Date.UTC(2026, 10, 24, 3)],
    ['1795489200.5', 1_795_489_200_500],
    ['8640000000000', 8_640_000_000_000_000],
    ['8640000000001', undefined],
    ['-99999999999999999', undefined],
    ['2026-13-45T00:00:00Z', undefined],
    ['1 January', undefined],
    ['', undefined],
  ];
  for (const [text, ms] of times) test(`the time ${text}`, () => assert.equal(parseTimestamp(text), ms));

  // biome-ignore format: one line a case
  const blobs: readonly [text: string, plain: string | undefined][] = [
    ['', ''], ['YQ==', 'a'], ['YWI=', 'ab'], ['YWJj', 'abc'], ['YQ', 'a'], ['Y', undefined], ['YW!j', undefined], ['YW\nJj', undefined], ['====', undefined],
  ];
  for (const [text, plain] of blobs) {
    test(`base64 ${JSON.stringify(text)}`, () => {
      const bytes = readBase64(text);
      assert.equal(bytes && Buffer.from(bytes).toString(), plain);
    });
  }
});
