/** TLS as real clients see it: `./virga tls init` makes what they trust; HTTP/1.1 and HTTP/2 on the port, with all limits. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { signRequest } from '../../src/auth/sign-request.ts';
import { run as runVirga } from '../../src/cli/run.ts';
import type { AnsweredRequest } from '../../src/services/service.ts';
import type { StreamingBody } from '../../src/wire/protocols/protocol.ts';
import { KEYS, startWireServer, type WireServer } from './wire-server.ts';

const run = promisify(execFile);

let folder = '';
let server: WireServer;
const bundle = (): string => path.join(folder, 'tls/ca.pem');
const puts: { sizeBytes: number; trailers: object }[] = [];
let endpointUrl = '';
/** As access logs would be told. */
const answered: AnsweredRequest[] = [];

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'virga-tls-'));
  const out: string[] = [];
  const io = { out: (text: string) => void out.push(text), err: assert.fail, environment: {} };
  assert.equal(await runVirga(['tls', 'init', '--data', folder], io), 0);
  assert.match(out.join(''), /AWS_CA_BUNDLE/);
  const certificate = {
    cert: readFileSync(path.join(folder, 'tls/cert.pem')),
    key: readFileSync(path.join(folder, 'tls/key.pem')),
  };
  const putObject = async (_ctx: unknown, { Body }: { Body: StreamingBody }): Promise<object> => {
    let sizeBytes = 0;
    for await (const piece of Body) sizeBytes += piece.length;
    puts.push({ sizeBytes, trailers: Body.trailers });
    return {};
  };
  server = await startWireServer(
    {
      s3: { operations: { PutObject: putObject } },
      logs: {
        operations: {
          DescribeLogGroups: (ctx) => {
            endpointUrl = ctx.endpointUrl;
            return Promise.resolve({ logGroups: [{ logGroupName: 'a' }] });
          },
          CreateLogGroup: () => Promise.resolve(),
        },
      },
    },
    {
      certificate,
      limits: { headersTimeoutMs: 400, connectionsCheckMs: 50 },
      parts: { s3AccessLog: { isOf: () => true, add: (one) => void answered.push(one) } },
    },
  );
});

after(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** What the last upload went through. */
function assertTold(httpVersion: string): void {
  const last = answered.at(-1);
  assert.deepEqual([last?.operation, last?.httpVersion, last?.tls?.version], ['PutObject', httpVersion, 'TLSv1.3']);
  assert.match(last?.tls?.cipher ?? '', /^TLS_/);
}

const BODY = '{"logGroupNamePrefix":"a"}';

function signed(host = new URL(server.url).host, body = BODY): Record<string, string> {
  const headers = {
    host,
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'Logs_20140328.DescribeLogGroups',
  };
  const credentials = KEYS;
  return signRequest({
    method: 'POST',
    rawPath: '/',
    headers,
    body,
    credentials,
    region: 'us-east-1',
    service: 'logs',
    nowMs: Date.now(),
  });
}

async function post(url: string): Promise<{ status: number | undefined; body: string }> {
  const module = url.startsWith('https') ? https : http;
  const options = {
    method: 'POST',
    headers: signed(),
    agent: false,
    ...(url.startsWith('https') && { ca: readFileSync(bundle()) }),
  };
  return await new Promise((resolve, reject) => {
    const req = module.request(url, options, (res) => {
      let body = '';
      res.on('data', (chunk: Buffer) => (body += chunk.toString()));
      res.on('end', () => resolve({ status: res.statusCode, body }));
    });
    req.on('error', reject).end(BODY);
  });
}

suite('clients', () => {
  test('node https', async () => {
    const { status, body } = await post(server.url);
    assert.equal(status, 200);
    assert.match(body, /"logGroupName":"a"/);
    assert.equal(endpointUrl, server.url);
  });

  test('node http, on this machine', async () => {
    assert.equal((await post(server.url.replace('https', 'http'))).status, 200);
  });

  test('curl over HTTP/2', async () => {
    const headers = Object.entries(signed()).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
    const format = '\n%{http_version} %{response_code}';
    const { stdout } = await run(
      'curl',
      ['-s', '--http2', '--cacert', bundle(), '-w', format, ...headers, '-d', BODY, server.url],
      { timeout: 10_000 },
    );
    assert.match(stdout, /"logGroupName":"a"[^\n]*\n2 200$/);
  });

  test('botocore, whose uploads over https have a checksum behind them', async () => {
    puts.length = 0;
    const script = `
import sys, botocore.session
from botocore.config import Config
endpoint, key, secret = sys.argv[1:]
def client(name):
    config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
    return botocore.session.get_session().create_client(name, region_name="us-east-1", endpoint_url=endpoint, aws_access_key_id=key, aws_secret_access_key=secret, config=config)
assert client("logs").describe_log_groups()["logGroups"] == [{"logGroupName": "a"}]
client("s3").put_object(Bucket="b", Key="k", Body=b"x" * 100_000)
`;
    const env = { ...process.env, AWS_CA_BUNDLE: bundle() };
    await run('python3', ['-c', script, server.url, KEYS.accessKeyId, KEYS.secretAccessKey], { timeout: 60_000, env });
    assert.equal(puts[0]?.sizeBytes, 100_000);
    assert.deepEqual(Object.keys(puts[0].trailers), ['x-amz-checksum-crc32']);
    assertTold('1.1');
  });
});

suite('HTTP/2', () => {
  interface Answer {
    readonly status: number;
    readonly headers: http2.IncomingHttpHeaders;
    readonly body: string;
  }

  function send(
    session: http2.ClientHttp2Session,
    headers: http2.OutgoingHttpHeaders,
    body?: Uint8Array | string,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const stream = session.request(headers, { endStream: body === undefined });
      let text = '';
      let head: http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader = {};
      stream.on('response', (got) => (head = got));
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => resolve({ status: head[':status'] ?? 0, headers: head, body: text }));
      stream.on('error', reject);
      if (body !== undefined) stream.end(body);
    });
  }

  function connect(): http2.ClientHttp2Session {
    return http2.connect(server.url, { ca: readFileSync(bundle()) });
  }

  function head(from: Record<string, string>): http2.OutgoingHttpHeaders {
    const { host, ...headers } = from;
    return { ':method': 'POST', ':path': '/', ':authority': host, ...headers };
  }

  test('fifty requests at once on one connection', async () => {
    const session = connect();
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(session, head(signed()), BODY)));
    session.close();
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
  });

  test('a signature that is not right, no body, a body over the limit', async () => {
    const session = connect();
    assert.equal((await send(session, head(signed(undefined, 'other')), BODY)).status, 400);
    assert.equal((await send(session, { ':method': 'GET', ':path': '/' })).status, 403);
    const large = await send(session, head(signed()), Buffer.alloc(11 * 1024 * 1024)).catch(String);
    assert.ok(typeof large === 'string' || large.status === 413, JSON.stringify(large));
    assert.equal((await send(session, head(signed()), BODY)).status, 200);
    session.close();
  });

  test('an upload that flows', async () => {
    puts.length = 0;
    const session = connect();
    const request = {
      method: 'PUT',
      rawPath: '/b/k',
      headers: { host: new URL(server.url).host },
      payloadHash: 'UNSIGNED-PAYLOAD',
      credentials: KEYS,
      region: 'us-east-1',
      service: 's3',
      nowMs: Date.now(),
    };
    const headers = { ...head(signRequest(request)), ':method': 'PUT', ':path': '/b/k' };
    assert.equal((await send(session, headers, Buffer.alloc(3_000_000))).status, 200);
    session.close();
    assert.equal(puts[0]?.sizeBytes, 3_000_000);
    assertTold('2.0');
  });
});

suite('whoever is no client', () => {
  function closed(socket: net.Socket): Promise<string> {
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.on('error', () => {});
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`still open; it said ${text}`)), 5_000);
      socket.on('close', () => {
        clearTimeout(timer);
        resolve(text);
      });
    });
  }

  test('says nothing', async () => {
    assert.equal(await closed(net.connect(server.port, '127.0.0.1')), '');
  });

  test('begins a handshake and goes silent', async () => {
    const socket = net.connect(server.port, '127.0.0.1');
    socket.write(Buffer.from([0x16, 0x03, 0x01]));
    await closed(socket);
  });

  test('sends half a head', async () => {
    const socket = tls.connect({
      port: server.port,
      host: '127.0.0.1',
      ca: readFileSync(bundle()),
      ALPNProtocols: ['http/1.1'],
    });
    socket.write('POST / HTTP/1.1\r\nHost: x\r\n');
    assert.match(await closed(socket), /^HTTP\/1\.1 408 /);
  });

  test('speaks TLS 1.1', async () => {
    const options = {
      port: server.port,
      host: '127.0.0.1',
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    } as const;
    await closed(tls.connect({ ...options, ca: readFileSync(bundle()) }));
  });

  test('the server goes on', async () => {
    assert.equal((await post(server.url)).status, 200);
  });
});
