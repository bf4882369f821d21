/** What no client library sends: each ends in the protocol's own error or a closed connection, never in a hang. */
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { exchange, type RawAnswer, type RawRequest, signedHead, signedRequest } from './raw-socket.ts';
import { startWireServer, type WireServer } from './wire-server.ts';

const LOGS = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Logs_20140328.CreateLogGroup' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const INVOKE = '/2015-03-31/functions/f/invocations';
const BOMB = gzipSync(Buffer.alloc(11 * 1024 * 1024));

interface Case {
  readonly name: string;
  readonly request: RawRequest;
  readonly status: number;
  /** Of the body, or of x-amzn-errortype. */
  readonly says: RegExp;
}

function logs(body: string | Uint8Array, headers: Record<string, string> = {}): RawRequest {
  return { service: 'logs', headers: { ...LOGS, ...headers }, body };
}

function iam(body: string): RawRequest {
  return { service: 'iam', headers: FORM, body };
}

// biome-ignore format: one line a case
const CASES: readonly Case[] = [
  { name: 'the same requests without a fault', request: logs('{"logGroupName":"a"}'), status: 200, says: /^$/ },
  { name: 'gzip', request: logs(gzipSync('{"logGroupName":"a"}'), { 'content-encoding': 'gzip' }), status: 200, says: /^$/ },
  { name: 'an unknown operation (JSON)', request: logs('{}', { 'x-amz-target': 'Logs_20140328.Fly' }), status: 400, says: /UnknownOperationException/ },
  { name: 'an unknown target', request: logs('{}', { 'x-amz-target': 'Nothing.Fly' }), status: 400, says: /UnknownOperationException/ },
  { name: 'no target', request: { service: 'logs', body: '{}' }, status: 400, says: /UnknownOperationException/ },
  { name: 'an operation that is not implemented (JSON)', request: logs('{}', { 'x-amz-target': 'Logs_20140328.StartQuery' }), status: 501, says: /does not implement StartQuery of CloudWatch Logs/ },
  { name: 'an operation called like a method of objects', request: logs('{}', { 'x-amz-target': 'Logs_20140328.constructor' }), status: 400, says: /UnknownOperationException/ },
  { name: 'an unknown operation (query)', request: iam('Action=Fly&Version=2010-05-08'), status: 400, says: /<Code>InvalidAction<\/Code><Message>Could not find operation Fly for version 2010-05-08/ },
  { name: 'no operation (query)', request: iam('Version=2010-05-08'), status: 400, says: /<Code>MissingAction<\/Code>/ },
  { name: 'another version (query)', request: iam('Action=GetUser&Version=2001-01-01'), status: 400, says: /for version 2001-01-01/ },
  { name: 'an operation that is not implemented (query)', request: iam('Action=ListUsers&Version=2010-05-08'), status: 501, says: /<Code>NotImplemented<\/Code>/ },
  { name: 'a broken form', request: iam('Action=GetUser&Version=2010-05-08&UserName=%zz'), status: 400, says: /<Code>MalformedQueryString<\/Code>/ },
  { name: 'an unknown path (REST)', request: { service: 'lambda', method: 'GET', path: '/2015-03-31/nothing' }, status: 404, says: /UnknownOperationException/ },
  { name: 'an operation that is not implemented (REST)', request: { service: 'lambda', method: 'GET', path: '/2015-03-31/functions' }, status: 501, says: /does not implement ListFunctions of Lambda/ },
  { name: 'an unknown service', request: { service: 'quantum', path: '/x' }, status: 404, says: /does not serve the service quantum/ },
  { name: 'S3, in its own form', request: { service: 's3', path: '/' }, status: 404, says: /<Error><Code>UnknownOperationException<\/Code><Message>Virga does not serve the service s3/ },
  { name: 'broken JSON', request: logs('{"logGroupName":'), status: 400, says: /SerializationException/ },
  { name: 'a number for a string', request: logs('{"logGroupName":1}'), status: 400, says: /NUMBER_VALUE cannot be converted to String/ },
  { name: 'no UTF-8', request: logs(Uint8Array.of(0x7b, 0xff)), status: 400, says: /SerializationException/ },
  { name: 'deep nesting', request: logs(`{"logGroupName":${'['.repeat(100_000)}`), status: 400, says: /nested deeper/ },
  { name: 'another content type (JSON)', request: logs('{}', { 'content-type': 'text/plain' }), status: 404, says: /UnknownOperationException/ },
  { name: 'another content type (REST)', request: { service: 'lambda', path: '/2015-03-31/functions', headers: { 'content-type': 'text/xml' }, body: '<a/>' }, status: 415, says: /UnsupportedMediaTypeException/ },
  { name: 'another encoding', request: logs('{}', { 'content-encoding': 'br' }), status: 400, says: /content encoding br is not supported/ },
  { name: 'no gzip', request: logs('{}', { 'content-encoding': 'gzip' }), status: 400, says: /not valid gzip/ },
  { name: 'a gzip bomb', request: logs(BOMB, { 'content-encoding': 'gzip' }), status: 413, says: /smaller than/ },
  { name: 'a body over the limit', request: logs('x'.repeat(10 * 1024 * 1024 + 1)), status: 413, says: /Request must be smaller than 10485760 bytes/ },
  { name: 'a body over the operation’s own limit', request: { service: 'lambda', path: INVOKE, body: 'x'.repeat(1_001) }, status: 413, says: /RequestTooLargeException/ },
  { name: 'a body that is not the signed one', request: { ...logs('{"logGroupName":"a"}'), signedBody: '{}' }, status: 400, says: /InvalidSignatureException|XAmzContentSHA256Mismatch|signature/i },
  { name: 'a violated constraint', request: logs('{"logGroupName":"*"}'), status: 400, says: /1 validation error detected: Value '\*' at 'logGroupName'/ },
  { name: 'a fault of ours says nothing of its insides', request: { service: 'lambda', method: 'DELETE', path: '/2015-03-31/functions/f' }, status: 500, says: /^(?!.*secret).*ServiceException/ },
];

suite('bad input', () => {
  let server: WireServer;

  before(async () => {
    server = await startWireServer(
      {
        logs: { operations: { CreateLogGroup: () => Promise.resolve() } },
        iam: { operations: { GetUser: () => Promise.resolve({}) } },
        lambda: {
          operations: {
            Invoke: () => Promise.resolve({ StatusCode: 200 }),
            CreateFunction: () => Promise.resolve({}),
            DeleteFunction: () => Promise.reject(new Error('a secret thing broke')),
          },
          quirks: {
            internalError: { code: 'ServiceException', status: 500 },
            bodyLimits: {
              Invoke: { bytes: 1_000, code: 'RequestTooLargeException', status: 413, message: 'Too large' },
            },
          },
        },
      },
      { limits: { headersTimeoutMs: 300, requestTimeoutMs: 600, connectionsCheckMs: 50 } },
    );
  });
  after(() => server[Symbol.asyncDispose]());

  for (const { name, request, status, says } of CASES) {
    test(name, async () => {
      const answer = await exchange(server.port, [signedRequest(request)]);
      assert.equal(answer.status, status, answer.body);
      assert.match(answer.body + (answer.body === '' ? '' : (answer.headers['x-amzn-errortype'] ?? '')), says);
      await findInLog(server, answer);
    });
  }

  test('an unsigned request is refused with 403 before it could be 404', async () => {
    for (const path of ['/', '/2015-03-31/functions', '/nowhere']) {
      const answer = await exchange(server.port, [`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`]);
      assert.equal(answer.status, 403, path);
      assert.match(answer.body, /MissingAuthenticationToken|Missing Authentication Token/);
    }
  });

  // biome-ignore format: one line a case
  const heads: readonly [name: string, head: string, status: number][] = [
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['headers past 16 KiB', `GET / HTTP/1.1\r\nHost: x\r\na: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['too many headers', `GET / HTTP/1.1\r\nHost: x\r\n${Array.from({ length: 101 }, (_, at) => `a${at}: 1\r\n`).join('')}\r\n`, 431],
    ['a header twice that must be once', 'GET / HTTP/1.1\r\nHost: x\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na', 400],
    ['a length and chunks', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
    ['chunks that are none', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 400],
    ['a bare line feed in a header', 'GET / HTTP/1.1\r\nHost: x\r\na: b\nc: d\r\n\r\n', 400],
    ['an unknown expectation', 'POST / HTTP/1.1\r\nHost: x\r\nExpect: cake\r\nContent-Length: 1\r\n\r\n', 417],
  ];
  for (const [name, head, status] of heads) {
    test(name, async () => {
      const answer = await exchange(server.port, [head]);
      assert.equal(answer.status, status);
      assert.ok(answer.headers['x-amzn-requestid']);
    });
  }

  test('too many headers are told so', async () => {
    const head = `GET / HTTP/1.1\r\nHost: x\r\n${'a: 1\r\n'.repeat(101)}\r\n`;
    const answer = await exchange(server.port, [head]);
    assert.match(answer.headers['x-amzn-errortype'] ?? answer.body, /RequestHeaderSectionTooLarge/);
  });

  test('who only knows the id of a key leaves no trace as its owner', async () => {
    const request = { ...logs('{"logGroupName":"a"}'), signedBody: '{}' };
    const answer = await exchange(server.port, [signedRequest(request)]);
    const line = server.lines.find((entry) => entry['requestId'] === answer.headers['x-amzn-requestid']);
    assert.equal(line?.['principal'], undefined);
  });

  test('100-continue is not said to strangers, whose body is not waited for', async () => {
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1000000\r\n\r\n';
    const answer = await exchange(server.port, [head]);
    assert.equal(answer.status, 403);
    assert.equal(answer.headers['connection'], 'close');
  });

  test('nor to those who want to send too much', async () => {
    const head = signedHead({ service: 'lambda', path: INVOKE });
    const answer = await exchange(server.port, [`${head}expect: 100-continue\r\ncontent-length: 2000\r\n\r\n`]);
    assert.equal(answer.status, 413);
  });

  test('100-continue is said to others', async () => {
    const body = '{"logGroupName":"a"}';
    const head = signedHead(logs(body));
    const socket = net.connect(server.port, '127.0.0.1');
    const texts: string[] = [];
    socket.write(`${head}expect: 100-continue\r\ncontent-length: ${body.length}\r\n\r\n`);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no answer')), 5_000);
      socket.on('data', (chunk) => {
        texts.push(chunk.toString());
        if (texts.join('').startsWith('HTTP/1.1 100') && texts.length === 1) socket.write(body);
        if (!texts.join('').includes('200 OK')) return;
        clearTimeout(timer);
        resolve();
      });
    });
    socket.destroy();
  });

  test('a chunked body past the limit is answered while it is sent', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const body = Array.from({ length: 200 }, () => chunk);
    const head = `${signedHead({ ...logs(''), signedBody: 'x' })}transfer-encoding: chunked\r\n\r\n`;
    const answer = await exchange(server.port, [head, ...body, '0\r\n\r\n']);
    assert.equal(answer.status, 413);
  });

  // biome-ignore format: one line a case
  const slow: readonly [name: string, text: string][] = [
    ['a connection that says nothing', ''],
    ['a head that does not end', 'POST / HTTP/1.1\r\nHost: x\r\n'],
    ['a body that does not come', `${signedHead(logs('{}'))}content-length: 2\r\n\r\n`],
    ['a body that stops in the middle', `${signedHead(logs('{}'))}content-length: 2\r\n\r\n{`],
    ['a body of a stranger that does not come', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n'],
  ];
  for (const [name, text] of slow) {
    test(name, async () => {
      const answer = await exchange(server.port, [text]);
      assert.ok([0, 403, 408].includes(answer.status), `${answer.status}`);
    });
  }

  test('requests that are cut leave nothing in flight, and nothing broken', async () => {
    const whole = signedRequest(logs('{"logGroupName":"a"}'));
    for (let at = 0; at < whole.length; at += 37) {
      const socket = net.connect(server.port, '127.0.0.1');
      socket.on('error', () => {});
      await new Promise<void>((resolve) => socket.write(whole.subarray(0, at), () => resolve()));
      socket.destroy();
    }
    assert.equal(await server.pipeline.drain(5_000), 0);
    assert.equal((await exchange(server.port, [whole])).status, 200);
  });

  test('requests in one go on one connection are answered in order', async () => {
    const two = Buffer.concat([
      signedRequest(logs('{"logGroupName":"*"}')),
      signedRequest(logs('{"logGroupName":"a"}')),
    ]);
    const answer = await exchange(server.port, [two]);
    assert.equal(answer.status, 400);
  });
});

/** Every answer's id is in the platform's log. */
async function findInLog(server: WireServer, answer: RawAnswer): Promise<void> {
  const id = answer.headers['x-amzn-requestid'];
  assert.ok(id);
  await server.pipeline.drain(1_000);
  const line = server.lines.find((entry) => entry['requestId'] === id && entry['message'] === 'request');
  assert.equal(line?.['status'], answer.status);
}
