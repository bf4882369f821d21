/** Bodies that flow: who sends them is known before their first byte, they wait for their reader, and their end is proof. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import net from 'node:net';
import { Readable } from 'node:stream';
import { after, before, suite, test } from 'node:test';
import { promisify } from 'node:util';
import { CreateBucketCommand, DeleteObjectsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { basicTimestamp, sha256Hex } from '../../src/auth/canonical.ts';
import type { ChunkSigning } from '../../src/auth/chunk-signatures.ts';
import { signRequest } from '../../src/auth/sign-request.ts';
import { deriveSigningKey, signatureOf } from '../../src/auth/signing-key.ts';
import type { StreamingBody } from '../../src/wire/protocols/protocol.ts';
import { exchange } from './raw-socket.ts';
import { ALICE_KEYS, KEYS, startWireServer, type WireServer } from './wire-server.ts';

const run = promisify(execFile);

interface Put {
  readonly input: Record<string, unknown>;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly trailers: Readonly<Record<string, string>>;
}

let server: WireServer;
/** What was put to the end. */
const puts: Put[] = [];
const others: unknown[] = [];
let begun = 0;
let gate: Promise<void> | undefined;

async function putObject(_ctx: unknown, { Body, ...input }: { Body: StreamingBody }): Promise<object> {
  begun++;
  if (gate) await gate;
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const piece of Body) {
    hash.update(piece);
    sizeBytes += piece.length;
  }
  puts.push({ input, sizeBytes, sha256: hash.digest('hex'), trailers: Body.trailers });
  return { ETag: '"e"' };
}

before(async () => {
  const keep = (_ctx: unknown, input: unknown): Promise<object> => Promise.resolve(void others.push(input) as never);
  const actions = ['s3:PutObject'];
  server = await startWireServer({
    s3: {
      operations: { PutObject: putObject, CreateBucket: keep, DeleteObjects: keep },
      access: { PutObject: { actions, checks: () => [{ action: 's3:PutObject', resource: 'arn:aws:s3:::b/k' }] } },
      quirks: {
        xml: { bareErrors: true },
        bodyLimits: {
          PutObject: {
            bytes: 300 * 1024 * 1024,
            code: 'EntityTooLarge',
            status: 400,
            message: 'Your proposed upload exceeds the maximum allowed size',
          },
        },
      },
    },
  });
});

after(async () => {
  await server[Symbol.asyncDispose]();
});

const BYTES = Buffer.alloc(200_000, 'virga ');
const BYTES_SHA = sha256Hex(BYTES);

function client(): S3Client {
  const config = { endpoint: server.url, region: 'us-east-1', credentials: KEYS, maxAttempts: 1, forcePathStyle: true };
  return new S3Client(config);
}

suite('official clients', () => {
  test('the JavaScript SDK: bytes, and a stream with a checksum behind it', async () => {
    puts.length = 0;
    await client().send(new PutObjectCommand({ Bucket: 'b', Key: 'a/ü//', Body: BYTES, ContentEncoding: 'br' }));
    const Body = Readable.from([BYTES.subarray(0, 70_000), BYTES.subarray(70_000)]);
    await client().send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body, ContentLength: BYTES.length }));
    const [bytes, stream] = puts;
    assert.equal(bytes?.sha256, BYTES_SHA);
    assert.equal(bytes.input['Key'], 'a/ü//');
    assert.equal(bytes.input['ContentEncoding'], 'br');
    assert.equal(bytes.input['ContentLength'], BYTES.length);
    assert.equal(stream?.sha256, BYTES_SHA);
    assert.match(stream.trailers['x-amz-checksum-crc32'] ?? '', /^[\w+/]{6}==$/);
    assert.equal(stream.input['ContentEncoding'], undefined);
    assert.equal(stream.input['ContentLength'], BYTES.length);
  });

  test('an empty object', async () => {
    puts.length = 0;
    await client().send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: '' }));
    assert.deepEqual([puts[0]?.sizeBytes, puts.length], [0, 1]);
  });

  test('documents', async () => {
    others.length = 0;
    await client().send(
      new CreateBucketCommand({ Bucket: 'b', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    );
    await client().send(new DeleteObjectsCommand({ Bucket: 'b', Delete: { Objects: [{ Key: 'a' }, { Key: '<b>' }] } }));
    assert.deepEqual((others[0] as Record<string, unknown>)['CreateBucketConfiguration'], {
      LocationConstraint: 'eu-west-1',
    });
    assert.deepEqual((others[1] as Record<string, unknown>)['Delete'], { Objects: [{ Key: 'a' }, { Key: '<b>' }] });
  });

  test('botocore, which waits for 100 Continue', async () => {
    puts.length = 0;
    const script = `
import sys, botocore.session
from botocore.config import Config
endpoint, key, secret = sys.argv[1:]
config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
s3 = botocore.session.get_session().create_client("s3", region_name="us-east-1", endpoint_url=endpoint, aws_access_key_id=key, aws_secret_access_key=secret, config=config)
s3.put_object(Bucket="b", Key="k", Body=b"x" * 100_000, Metadata={"a": "b"})
`;
    await run('python3', ['-c', script, server.url, KEYS.accessKeyId, KEYS.secretAccessKey], { timeout: 60_000 });
    assert.equal(puts[0]?.sizeBytes, 100_000);
    assert.deepEqual(puts[0].input['Metadata'], { a: 'b' });
  });
});

interface Upload {
  readonly keys?: typeof KEYS;
  readonly declared?: string;
  readonly headers?: Record<string, string>;
}

/** A signed head for PUT /b/k; signRequest would set the hash of the body, so the declared one is signed by hand. */
function headOf({ keys = KEYS, declared = BYTES_SHA, headers = {} }: Upload): {
  head: string;
  seed: string;
  timestamp: string;
} {
  const nowMs = Date.now();
  const signed = signRequest({
    method: 'PUT',
    rawPath: '/b/k',
    headers: { host: 'localhost', ...headers },
    payloadHash: declared,
    credentials: keys,
    region: 'us-east-1',
    service: 's3',
    nowMs,
  });
  const lines = Object.entries(signed).map(([name, value]) => `${name}: ${value}`);
  const seed = /Signature=([0-9a-f]+)/.exec(signed['authorization'] ?? '')?.[1] ?? '';
  return { head: `PUT /b/k HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, seed, timestamp: basicTimestamp(nowMs) };
}

test('the bucket in the name of the host', async () => {
  puts.length = 0;
  const nowMs = Date.now();
  const host = `photos.s3.localhost:${server.port}`;
  const request = { method: 'PUT', rawPath: '/a/b', headers: { host, 'content-length': '3' }, body: 'abc' };
  const signed = signRequest({ ...request, credentials: KEYS, region: 'us-east-1', service: 's3', nowMs });
  const lines = Object.entries(signed).map(([name, value]) => `${name}: ${value}`);
  const answer = await exchange(server.port, [`PUT /a/b HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\nabc`]);
  assert.equal(answer.status, 200);
  assert.deepEqual([puts[0]?.input['Bucket'], puts[0]?.input['Key']], ['photos', 'a/b']);
});

suite('before the first byte', () => {
  test('who may not is told so, and never asked for the body', async () => {
    const { head } = headOf({ keys: ALICE_KEYS, headers: { 'content-length': '200000', expect: '100-continue' } });
    const answer = await exchange(server.port, [head]);
    assert.equal(answer.status, 403);
    assert.match(answer.body, /<Code>AccessDenied<\/Code>/);
  });

  test('a signature that is not right', async () => {
    const { head } = headOf({ headers: { 'content-length': '200000', expect: '100-continue' } });
    const answer = await exchange(server.port, [head.replace(/Signature=..../, 'Signature=0000')]);
    assert.equal(answer.status, 403);
    assert.match(answer.body, /<Code>SignatureDoesNotMatch<\/Code>/);
  });

  test('a length over the limit', async () => {
    const { head } = headOf({ headers: { 'content-length': '400000000' } });
    const answer = await exchange(server.port, [head]);
    assert.equal(answer.status, 400);
    assert.match(answer.body, /<Code>EntityTooLarge<\/Code>/);
  });
});

suite('to the end', () => {
  async function refused(chunks: readonly (string | Uint8Array)[], code: RegExp): Promise<void> {
    puts.length = 0;
    const answer = await exchange(server.port, chunks);
    assert.match(answer.body, code);
    assert.equal(puts.length, 0);
  }

  test('a body that is the declared one', async () => {
    puts.length = 0;
    const { head } = headOf({ headers: { 'content-length': String(BYTES.length) } });
    assert.equal((await exchange(server.port, [head, BYTES])).status, 200);
    assert.equal(puts[0]?.sha256, BYTES_SHA);
  });

  test('a body that is another', async () => {
    const { head } = headOf({ headers: { 'content-length': String(BYTES.length) } });
    const other = Buffer.from(BYTES);
    other[199_999] = 0;
    await refused([head, other], /<Code>XAmzContentSHA256Mismatch<\/Code>/);
  });

  interface Chunked {
    readonly trailer?: string;
    readonly lengthBytes?: number;
    /** The index of a chunk whose signature is wrong. */
    readonly forged?: number;
  }

  function chunked({ trailer, lengthBytes = BYTES.length, forged }: Chunked): Uint8Array {
    const declared = `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailer === undefined ? '' : '-TRAILER'}`;
    const headers = {
      'content-encoding': 'aws-chunked',
      'x-amz-decoded-content-length': String(lengthBytes),
      'transfer-encoding': 'chunked',
      ...(trailer !== undefined && { 'x-amz-trailer': 'x-amz-checksum-crc32' }),
    };
    const { head, seed, timestamp } = headOf({ declared, headers });
    const date = timestamp.slice(0, 8);
    const signingKey = deriveSigningKey(KEYS.secretAccessKey, date, 'us-east-1', 's3');
    const signer = new Signer({ signingKey, timestamp, scope: `${date}/us-east-1/s3/aws4_request`, seed });
    const parts: Uint8Array[] = [];
    for (const [at, data] of [BYTES.subarray(0, 100_000), BYTES.subarray(100_000), Buffer.alloc(0)].entries()) {
      const signature = signer.chunk(data);
      const shown = at === forged ? '0'.repeat(64) : signature;
      parts.push(Buffer.from(`${data.length.toString(16)};chunk-signature=${shown}\r\n`), data);
      if (data.length > 0) parts.push(Buffer.from('\r\n'));
    }
    if (trailer !== undefined) {
      const line = `x-amz-checksum-crc32:${trailer}`;
      parts.push(Buffer.from(`${line}\r\nx-amz-trailer-signature:${signer.trailer(`${line}\n`)}\r\n`));
    }
    parts.push(Buffer.from('\r\n'));
    const body = Buffer.concat(parts);
    return Buffer.concat([Buffer.from(`${head}${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]);
  }

  test('signed chunks, without and with a trailer', async () => {
    puts.length = 0;
    assert.equal((await exchange(server.port, [chunked({})])).status, 200);
    assert.equal((await exchange(server.port, [chunked({ trailer: 'sOO8/Q==' })])).status, 200);
    assert.deepEqual(
      puts.map(({ sha256 }) => sha256),
      [BYTES_SHA, BYTES_SHA],
    );
    assert.deepEqual(puts[1]?.trailers, { 'x-amz-checksum-crc32': 'sOO8/Q==' });
  });

  // biome-ignore format: one line a case
  const broken: readonly [why: string, bytes: () => Uint8Array, says: RegExp][] = [
    ['a first chunk that is forged', () => chunked({ forged: 0 }), /<Code>SignatureDoesNotMatch/],
    ['a last chunk that is forged', () => chunked({ forged: 2 }), /<Code>SignatureDoesNotMatch/],
    ['fewer bytes than declared', () => chunked({ lengthBytes: BYTES.length + 1 }), /<Code>IncompleteBody/],
    ['more bytes than declared', () => chunked({ lengthBytes: BYTES.length - 1 }), /<Code>IncompleteBody/],
    ['a trailer that was changed', () => changed(chunked({ trailer: 'sOO8/Q==' }), 'sOO8', 'sOO9'), /<Code>SignatureDoesNotMatch/],
    ['a trailer that was not announced', () => changed(chunked({ trailer: 'sOO8/Q==' }), 'x-amz-checksum-crc32:', 'x-amz-checksum-crc99:'), /<Code>MalformedTrailerError/],
    ['a chunk that was changed', () => changed(chunked({}), 'virga virga', 'virga Virga'), /<Code>SignatureDoesNotMatch/],
    ['a chunk without a size', () => changed(chunked({}), '186a0;', 'z86a0;'), /<Code>InvalidRequest/],
  ];
  for (const [why, bytes, says] of broken) test(why, () => refused([bytes()], says));

  test('a client that goes away', async () => {
    puts.length = 0;
    const start = begun;
    const { head } = headOf({ headers: { 'content-length': String(BYTES.length) } });
    const socket = net.connect(server.port, '127.0.0.1');
    socket.write(head);
    socket.write(BYTES.subarray(0, 1_000));
    await until(() => begun > start);
    socket.destroy();
    await until(() => server.pipeline.inFlight === 0);
    assert.equal(puts.length, 0);
    assert.equal(server.lines.findLast(({ message }) => message === 'request')?.['code'], 'ClientGone');
  });
});

test('an upload may take longer than other requests, as long as it flows', { timeout: 30_000 }, async () => {
  let sizeBytes = 0;
  const operations = {
    PutObject: async (_ctx: unknown, { Body }: { Body: StreamingBody }): Promise<object> => {
      for await (const piece of Body) sizeBytes += piece.length;
      return {};
    },
  };
  const limits = { requestTimeoutMs: 300, headersTimeoutMs: 300, connectionsCheckMs: 20 };
  await using slow = await startWireServer({ s3: { operations } }, { limits });
  const { head } = headOf({ declared: 'UNSIGNED-PAYLOAD', headers: { 'content-length': '20' } });
  const socket = net.connect(slow.port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.write(head);
  for (let at = 0; at < 20; at++) {
    socket.write('x');
    await new Promise((go) => setTimeout(go, 50));
  }
  await until(() => answer !== '');
  socket.destroy();
  assert.match(answer, /^HTTP\/1\.1 200 /);
  assert.equal(sizeBytes, 20);
});

test('a reader who waits makes the client wait', { timeout: 60_000 }, async () => {
  puts.length = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  gate = promise;
  const sizeBytes = 256 * 1024 * 1024;
  const { head } = headOf({ declared: 'UNSIGNED-PAYLOAD', headers: { 'content-length': String(sizeBytes) } });
  const socket = net.connect(server.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(head);
  const piece = Buffer.alloc(1024 * 1024);
  const send = async (): Promise<void> => {
    for (let sent = 0; sent < sizeBytes; sent += piece.length) {
      if (!socket.write(piece)) await new Promise((go) => socket.once('drain', go));
    }
  };
  const rss = process.memoryUsage().rss;
  const sending = send();
  await until(() => socket.writableLength > 0 && begun > 0);
  const stuck = await quiet(() => socket.bytesWritten);
  assert.ok(stuck < 32 * 1024 * 1024, `${stuck} bytes were taken of a body that nobody read`);
  gate = undefined;
  resolve();
  await sending;
  await until(() => puts.length === 1);
  socket.destroy();
  assert.equal(puts[0]?.sizeBytes, sizeBytes);
  const grownBytes = process.memoryUsage().rss - rss;
  assert.ok(grownBytes < 160 * 1024 * 1024, `memory grew by ${grownBytes}`);
});

/** Until the value has not changed for 20 looks. */
async function quiet(look: () => number): Promise<number> {
  let last = look();
  for (let same = 0; same < 20; ) {
    await new Promise((go) => setTimeout(go, 10));
    const now = look();
    same = now === last ? same + 1 : 0;
    last = now;
  }
  return last;
}

async function until(holds: () => boolean, deadlineMs = 30_000): Promise<void> {
  const endMs = performance.now() + deadlineMs;
  while (!holds()) {
    assert.ok(performance.now() < endMs, 'it never came to this');
    await new Promise((go) => setTimeout(go, 5));
  }
}

function changed(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  assert.ok(text.includes(from));
  return Buffer.from(text.replace(from, to), 'latin1');
}

/** Signs as a client does. */
class Signer {
  readonly #signing: ChunkSigning;
  #previous: string;

  constructor(signing: ChunkSigning) {
    this.#signing = signing;
    this.#previous = signing.seed;
  }

  chunk(data: Uint8Array): string {
    return this.#sign('PAYLOAD', [sha256Hex(''), sha256Hex(data)]);
  }

  trailer(text: string): string {
    return this.#sign('TRAILER', [sha256Hex(text)]);
  }

  #sign(kind: string, what: readonly string[]): string {
    const { signingKey, timestamp, scope } = this.#signing;
    const toSign = [`AWS4-HMAC-SHA256-${kind}`, timestamp, scope, this.#previous, ...what].join('\n');
    this.#previous = signatureOf(signingKey, toSign);
    return this.#previous;
  }
}
