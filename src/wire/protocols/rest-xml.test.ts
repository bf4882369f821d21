/** restXml at its edges: hostile documents, errors, and what S3 does in its own way. Every shape is in test/wire. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { WireError } from '../error.ts';
import { failureOf } from '../failure.ts';
import type { Shape } from '../model.ts';
import type { WireQuirks } from '../quirks.ts';
import type { ServiceSchema } from '../schema.ts';
import { operationOf, tinySchema } from '../tiny-model.fixture.ts';
import { parseXml } from '../xml-text.ts';
import type { WireResponse } from './protocol.ts';
import { restXml } from './rest-xml.ts';

const SHAPES: Record<string, Shape> = {
  Input: { type: 'structure', payload: 'Body', members: { Body: { shape: 'Body', locationName: 'Root' } } },
  Body: {
    type: 'structure',
    members: {
      Text: { shape: 'String' },
      Count: { shape: 'Integer' },
      On: { shape: 'Boolean' },
      When: { shape: 'Timestamp' },
      List: { shape: 'Strings' },
      Rules: { shape: 'Rules', locationName: 'Rule' },
      Kind: { shape: 'String', locationName: 'xsi:type', xmlAttribute: true },
    },
  },
  Rules: { type: 'list', flattened: true, member: { shape: 'Rule' } },
  Rule: { type: 'structure', members: { Name: { shape: 'String' } } },
  Output: { type: 'structure', members: { Location: { shape: 'String' }, When: { shape: 'Timestamp' } } },
  Gone: {
    type: 'structure',
    exception: true,
    error: { httpStatusCode: 404 },
    members: { Message: { shape: 'String' }, Names: { shape: 'Strings' } },
  },
};

function schemaWith(quirks: WireQuirks = {}): ServiceSchema {
  return tinySchema(SHAPES, { metadata: { protocol: 'rest-xml' }, quirks });
}

function parse(body: string | Uint8Array): unknown {
  const schema = schemaWith();
  const request = { method: 'PUT', rawQuery: '', headers: {}, labels: {}, body: Buffer.from(body as string) };
  return (restXml.compile(schema, operationOf(schema)).parse(request) as { Body: unknown }).Body;
}

function textOf({ body }: WireResponse): string {
  assert.ok(typeof body === 'string');
  return body;
}

function serialize(output: object, quirks: WireQuirks = {}): string {
  const schema = schemaWith(quirks);
  return textOf(restXml.compile(schema, operationOf(schema)).serialize(output, 'id')).split('\n')[1] ?? '';
}

suite('documents', () => {
  // biome-ignore format: one line a case
  const good: readonly [why: string, text: string, value: unknown][] = [
    ['a declaration, a namespace, comments', '<?xml version="1.0" encoding="UTF-8"?>\n<Root xmlns="http://a/"><!-- x --><Text>a</Text></Root>', { Text: 'a' }],
    ['prefixes', '<a:Root xmlns:a="http://a/" xmlns:i="http://i/" i:type="T"><a:Text>a</a:Text></a:Root>', { Text: 'a', Kind: 'T' }],
    ['a byte order mark', '\ufeff<Root/>', {}],
    ['CDATA and references', '<Root><Text>a<![CDATA[<b>]]>&amp;&#x20AC;</Text></Root>', { Text: 'a<b>&€' }],
    ['blanks around numbers', '<Root>\n <Count> 7 </Count><On>\ntrue</On><When> 2026-11-24T03:00:00.000Z </When></Root>', { Count: 7, On: true, When: Date.UTC(2026, 10, 24, 3) }],
    ['blanks in texts', '<Root><Text> a\n</Text></Root>', { Text: ' a\n' }],
    ['empty elements', '<Root><Text/><List/></Root>', { Text: '', List: [] }],
    ['unknown elements', '<Root><Other><Text>b</Text></Other><Text>a</Text></Root>', { Text: 'a' }],
    ['of repeated elements the last', '<Root><Text>a</Text><Text>b</Text></Root>', { Text: 'b' }],
  ];
  for (const [why, text, value] of good) test(why, () => assert.deepEqual(parse(text), value));

  // biome-ignore format: one line a case
  const bad: readonly [why: string, text: string | Uint8Array][] = [
    ['another root', '<Other/>'],
    ['text only', 'hello'],
    ['two roots', '<Root/><Root/>'],
    ['an element that is not closed', '<Root><Text>a</Root>'],
    ['a cut document', '<Root><Text>a'],
    ['an attribute without quotes', '<Root a=b/>'],
    ['a document type', '<!DOCTYPE Root><Root/>'],
    ['a bomb of entities', '<!DOCTYPE Root [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Root><Text>&b;</Text></Root>'],
    ['a file as an entity', '<!DOCTYPE Root [<!ENTITY a SYSTEM "file:///etc/passwd">]><Root><Text>&a;</Text></Root>'],
    ['an unknown entity', '<Root><Text>&nbsp;</Text></Root>'],
    ['bytes that are no UTF-8', Buffer.concat([Buffer.from('<Root><Text>'), Buffer.of(0xff), Buffer.from('</Text></Root>')])],
    ['33 levels', `${'<a>'.repeat(33)}${'</a>'.repeat(33)}`],
    ['a million levels', '<a>'.repeat(1_000_000)],
    ['too many elements', `<Root>${'<a/>'.repeat(100_001)}</Root>`],
    ['an element where a text is wanted', '<Root><Text><b/></Text></Root>'],
    ['a text where elements are wanted', '<Root>a</Root>'],
    ['a word for a number', '<Root><Count>seven</Count></Root>'],
    ['a word for a boolean', '<Root><On>yes</On></Root>'],
    ['a number past 32 bits', '<Root><Count>3000000000</Count></Root>'],
  ];
  for (const [why, text] of bad) {
    test(why, () =>
      assert.throws(
        () => parse(text),
        (error) => error instanceof WireError && error.code === 'MalformedXML',
      ),
    );
  }

  test('a long text comes whole', () => {
    const text = `a&amp;${'x'.repeat(200_000)}`;
    assert.equal(parseXml(Buffer.from(`<a>${text}</a>`)).text.length, 200_002);
  });
});

suite('documents held against the model', () => {
  const quirks: WireQuirks = { xml: { strict: { except: ['Loose'] } } };
  const parseStrictly = (body: string, name = 'Try'): unknown => {
    const schema = schemaWith(quirks);
    const request = { method: 'PUT', rawQuery: '', headers: {}, labels: {}, body: Buffer.from(body) };
    return restXml.compile(schema, { ...operationOf(schema), name }).parse(request);
  };
  // biome-ignore format: one line a case
  const bad: readonly [why: string, text: string][] = [
    ['an unknown element', '<Root><Other/></Root>'],
    ['an unknown element in a structure of a flattened list', '<Root><Rule><Name>a</Name><name>b</name></Rule></Root>'],
    ['an unknown element in a list', '<Root><List><member>a</member><Member>b</Member></List></Root>'],
    ['the same twice', '<Root><Text>a</Text><Text>b</Text></Root>'],
  ];
  for (const [why, text] of bad) {
    test(why, () => {
      assert.throws(() => parseStrictly(text), { code: 'MalformedXML' });
      parseStrictly(text, 'Loose');
    });
  }

  test('in any order and of any namespace', () => {
    const text =
      '<a:Root xmlns:a="http://a/" b="c"><a:Rule><a:Name>a</a:Name></a:Rule><a:Count>7</a:Count><a:Rule/></a:Root>';
    assert.deepEqual(parseStrictly(text), { Body: { Count: 7, Rules: [{ Name: 'a' }, {}] } });
  });
});

suite('answers', () => {
  const when = Date.UTC(2026, 10, 24, 3);

  test('the root has the shape’s name, or the one that the quirks give', () => {
    assert.equal(serialize({ When: when }), '<Output><When>2026-11-24T03:00:00Z</When></Output>');
    const xml = { roots: { Try: 'Result' }, namespace: 'http://a/', milliseconds: true };
    assert.equal(
      serialize({ When: when }, { xml }),
      '<Result xmlns="http://a/"><When>2026-11-24T03:00:00.000Z</When></Result>',
    );
  });

  test('the only member can be the root', () => {
    const xml = { unwrapped: ['Try'], namespace: 'http://a/' };
    assert.equal(serialize({ Location: 'eu-west-1' }, { xml }), '<Location xmlns="http://a/">eu-west-1</Location>');
    assert.equal(serialize({}, { xml }), '<Location xmlns="http://a/"/>');
  });

  test('an output can say its status; not modified is nothing but headers', () => {
    const addedMembers = { Output: { Status: { shape: 'Integer', location: 'statusCode' } as const } };
    const schema = schemaWith({ addedMembers });
    const codec = restXml.compile(schema, operationOf(schema));
    assert.equal(codec.serialize({ Status: 206 }, 'id').status, 206);
    assert.equal(codec.serialize({}, 'id').status, 200);
    const { status, headers, body } = codec.serialize({ Status: 304 }, 'id');
    assert.deepEqual([status, headers['content-type'], body], [304, undefined, '']);
  });

  const failure = failureOf(new WireError('AccessDenied', 403, 'a < b', { BucketName: 'b' }), undefined);

  test('errors: S3’s, and those of all others', () => {
    const words = '<Code>AccessDenied</Code><Message>a &lt; b</Message><BucketName>b</BucketName>';
    const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
    const bare = schemaWith({ xml: { bareErrors: true } });
    assert.equal(
      restXml.serializeError(failure, 'id', bare).body,
      `${declaration}<Error>${words}<RequestId>id</RequestId></Error>`,
    );
    const withHostId = restXml.serializeError(failure, 'id', schemaWith({ xml: { bareErrors: true, hostId: true } }));
    assert.equal(withHostId.headers['x-amz-id-2'], 'aWQ=');
    assert.match(textOf(withHostId), /<RequestId>id<\/RequestId><HostId>aWQ=<\/HostId><\/Error>$/);
    const wrapped = `<ErrorResponse><Error><Type>Sender</Type>${words}</Error><RequestId>id</RequestId></ErrorResponse>`;
    const answer = restXml.serializeError(failure, 'id', schemaWith());
    assert.equal(answer.body, declaration + wrapped);
    assert.equal(answer.status, 403);
  });

  test('modelled members of errors', () => {
    const schema = schemaWith({ xml: { bareErrors: true } });
    const gone = { ...failure, code: 'Gone', shape: 'Gone', fields: { Names: ['a'] } };
    assert.match(textOf(restXml.serializeError(gone, 'id', schema)), /<Names><member>a<\/member><\/Names>/);
  });
});
