/** Places of members that the services served so far hardly use, but others do. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite, test } from 'node:test';
import type { OperationModel, Shape } from '../model.ts';
import { operationOf, tinySchema } from '../tiny-model.fixture.ts';
import type { WireRequest, WireResponse } from './protocol.ts';
import { restJson } from './rest-json.ts';

const JSON_VALUE = Buffer.from('{"a":[1]}').toString('base64');

const INPUT: Shape = {
  type: 'structure',
  payload: 'Text',
  members: {
    Key: { shape: 'String', location: 'uri', locationName: 'key' },
    Count: { shape: 'Integer', location: 'querystring', locationName: 'count' },
    Flags: { shape: 'Booleans', location: 'querystring', locationName: 'flag' },
    Rest: { shape: 'StringMap', location: 'querystring' },
    Lists: { shape: 'ListMap', location: 'querystring' },
    When: { shape: 'Timestamp', location: 'header', locationName: 'If-Modified-Since' },
    Kinds: { shape: 'Strings', location: 'header', locationName: 'x-kinds' },
    Value: { shape: 'String', location: 'header', locationName: 'x-json', jsonvalue: true },
    Metadata: { shape: 'StringMap', location: 'headers', locationName: 'x-meta-' },
    Text: { shape: 'String' },
  },
};

const OUTPUT: Shape = {
  type: 'structure',
  members: {
    Status: { shape: 'Integer', location: 'statusCode' },
    Length: { shape: 'Integer', location: 'header', locationName: 'Content-Length' },
    Disposition: { shape: 'String', location: 'header', locationName: 'Content-Disposition' },
    When: { shape: 'Timestamp', location: 'header', locationName: 'Last-Modified' },
    Value: { shape: 'String', location: 'header', locationName: 'x-json', jsonvalue: true },
    Flag: { shape: 'Boolean', location: 'header', locationName: 'x-flag' },
    Metadata: { shape: 'StringMap', location: 'headers', locationName: 'x-meta-' },
    Name: { shape: 'String' },
  },
};

function compile(operation: Partial<OperationModel> = {}): ReturnType<typeof restJson.compile> {
  const schema = tinySchema(
    {
      Input: INPUT,
      Output: OUTPUT,
      Booleans: { type: 'list', member: { shape: 'Boolean' } },
      ListMap: { type: 'map', key: { shape: 'String' }, value: { shape: 'Strings' } },
      Struct: { type: 'structure', members: { Name: { shape: 'String' } } },
      InStruct: { type: 'structure', payload: 'Body', members: { Body: { shape: 'Struct' } } },
    },
    { operation },
  );
  return restJson.compile(schema, operationOf(schema));
}

function request(more: Partial<WireRequest>): WireRequest {
  return { method: 'POST', rawQuery: '', headers: {}, labels: {}, body: new Uint8Array(), ...more };
}

suite('places of members', () => {
  test('of an input', () => {
    const input = compile().parse(
      request({
        labels: { key: 'a/b' },
        rawQuery: 'count=3&flag=true&flag=false&x=1&x=2',
        headers: {
          'if-modified-since': 'Tue, 24 Nov 2026 03:00:00 GMT',
          'x-kinds': 'a, b,c',
          'x-json': JSON_VALUE,
          'x-meta-one': '1',
          'x-meta-two': '',
        },
        body: Buffer.from('plain ü'),
      }),
    );
    assert.deepEqual(input, {
      Key: 'a/b',
      Count: 3,
      Flags: [true, false],
      Rest: { count: '3', flag: 'true', x: '1' },
      Lists: { count: ['3'], flag: ['true', 'false'], x: ['1', '2'] },
      When: Date.UTC(2026, 10, 24, 3),
      Kinds: ['a', 'b', 'c'],
      Value: { a: [1] },
      Metadata: { one: '1', two: '' },
      Text: 'plain ü',
    });
  });

  // biome-ignore format: one line a case
  const wrong: readonly [why: string, more: Partial<WireRequest>, says: RegExp][] = [
    ['a number', { rawQuery: 'count=x' }, /'x' is not a valid integer/],
    ['a number that is none to the end', { rawQuery: 'count=1x' }, /'1x' is not a valid integer/],
    ['a boolean', { rawQuery: 'flag=1' }, /'1' is not a valid boolean/],
    ['a time', { headers: { 'if-modified-since': 'x' } }, /'x' is not a valid timestamp/],
    ['JSON in a header', { headers: { 'x-json': 'e30' + '!' } }, /Could not parse header into json/],
  ];
  for (const [why, more, says] of wrong) {
    test(`that is no ${why}`, () => {
      assert.throws(() => compile().parse(request(more)), { code: 'SerializationException', message: says });
    });
  }

  test('of an output', () => {
    const output = {
      Status: 206,
      When: Date.UTC(2026, 10, 24, 3),
      Value: { a: [1] },
      Flag: false,
      Metadata: { one: 'a\r\nb' },
      Name: 'n',
    };
    const answer: WireResponse = compile().serialize(output, 'id');
    assert.deepEqual(answer, {
      status: 206,
      headers: {
        'content-type': 'application/json',
        'last-modified': 'Tue, 24 Nov 2026 03:00:00 GMT',
        'x-amzn-requestid': 'id',
        'x-flag': 'false',
        'x-json': JSON_VALUE,
        'x-meta-one': 'a  b',
      },
      body: '{"Name":"n"}',
    });
  });

  test('of an output whose headers node can send', async () => {
    const output = { Length: 0, Disposition: 'inline; filename="é 日"', Metadata: { one: 'a\x01\x1f\x7fb' } };
    const Disposition = Buffer.from(output.Disposition).toString('latin1');
    const { headers } = compile().serialize({ ...output, Disposition }, 'id');
    const server = createServer((_req, res) => void res.writeHead(204, headers).end()).listen(0);
    const port = (server.address() as AddressInfo).port;
    const [answer] = (await once(get({ port, agent: false }), 'response')) as [IncomingMessage];
    server.close();
    assert.deepEqual([answer.headers['content-disposition'], answer.headers['x-meta-one']], [Disposition, 'a   b']);
  });

  test('a structure that is the whole body, in and out', () => {
    const codec = compile({ input: { shape: 'InStruct' }, output: { shape: 'InStruct' } });
    assert.deepEqual(codec.parse(request({ body: Buffer.from('{"Name":"n"}') })), { Body: { Name: 'n' } });
    assert.deepEqual(codec.parse(request({})), {});
    assert.equal(codec.serialize({ Body: { Name: 'n' } }, 'id').body, '{"Name":"n"}');
  });
});
