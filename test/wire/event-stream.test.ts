/** Event streams as botocore and the JavaScript SDK read them: every kind of header, events, exceptions, and faults of ours. */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import path from 'node:path';
import { suite, test } from 'node:test';
import { promisify } from 'node:util';
import { CloudWatchLogsClient, StartLiveTailCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SessionTimeoutException } from '../../src/services/logs/model.ts';
import { encodeEvent, type EventHeader } from '../../src/wire/event-stream.ts';
import { KEYS, startWireServer, type WireServer } from './wire-server.ts';

const run = promisify(execFile);
const SCRIPT = path.join(import.meta.dirname, 'event_stream_client.py');

test('messages as botocore decodes them', () => {
  const timeMs = Date.UTC(2026, 10, 24, 3, 0, 0, 250);
  // biome-ignore format: one line a case
  const cases: readonly [headers: Record<string, EventHeader>, payload: string, seen?: Record<string, unknown>][] = [
    [{}, ''],
    [{}, 'payload'],
    [{ a: 'ü', empty: '' }, 'x'],
    [{ yes: true, no: false }, ''],
    [{ small: -1, large: 2 ** 31 - 1, least: -(2 ** 31) }, ''],
    [{ long: 2n ** 40n, negative: -(2n ** 62n) }, '', { long: 2 ** 40, negative: -(2 ** 62) }],
    [{ bytes: Uint8Array.of(0, 255) }, '', { bytes: { bytes: 'AP8=' } }],
    [{ time: { timeMs } }, '', { time: timeMs }],
    [{ [`n${'a'.repeat(254)}`]: 'x'.repeat(32_767) }, 'x'.repeat(1_000_000)],
  ];
  const input = Buffer.concat(cases.map(([headers, payload]) => encodeEvent(headers, Buffer.from(payload))));
  const output = execFileSync('python3', [SCRIPT, 'decode'], { input, maxBuffer: 64 * 1024 * 1024, timeout: 60_000 });
  const seen = JSON.parse(output.toString()) as unknown;
  assert.deepEqual(
    seen,
    cases.map(([headers, payload, as = headers]) => ({ headers: as, payload })),
  );
});

test('no message is larger than clients take', () => {
  assert.throws(() => encodeEvent({}, Buffer.alloc(16 * 1024 * 1024 + 1)));
  assert.throws(() => encodeEvent({ a: 'x'.repeat(65_535), b: 'x'.repeat(65_535) }, Buffer.alloc(0)));
});

type End = 'ends' | 'exception' | 'fault';

function start(end: End): Promise<WireServer> {
  async function* chunks(): AsyncGenerator<object> {
    yield { PayloadChunk: { Payload: Buffer.from('hello ') } };
    await new Promise((go) => setImmediate(go));
    yield { PayloadChunk: { Payload: Buffer.from('world') } };
    if (end === 'fault') throw new Error('a secret of ours');
    yield { InvokeComplete: { ErrorCode: 'Unhandled', LogResult: 'bG9n' } };
  }
  async function* tail(): AsyncGenerator<object> {
    await Promise.resolve();
    yield { sessionStart: { sessionId: 's', logGroupIdentifiers: ['a'] } };
    yield { sessionUpdate: { sessionMetadata: { sampled: false }, sessionResults: [{ message: 'ü', timestamp: 7 }] } };
    if (end === 'exception') throw new SessionTimeoutException('three hours are over');
  }
  return startWireServer({
    lambda: {
      operations: {
        InvokeWithResponseStream: () =>
          Promise.resolve({
            StatusCode: 200,
            ExecutedVersion: '7',
            ResponseStreamContentType: 'text/plain',
            EventStream: chunks(),
          }),
      },
    },
    logs: { operations: { StartLiveTail: () => Promise.resolve({ responseStream: tail() }) } },
  });
}

const CHUNKS = ['hello ', 'world'];

suite('botocore', () => {
  async function call(server: WireServer): Promise<Record<string, unknown[]>> {
    const { stdout } = await run('python3', [SCRIPT, server.url, KEYS.accessKeyId, KEYS.secretAccessKey], {
      timeout: 60_000,
    });
    return JSON.parse(stdout) as Record<string, unknown[]>;
  }
  const chunks = CHUNKS.map((text) => ({ PayloadChunk: { Payload: { bytes: Buffer.from(text).toString('base64') } } }));
  const update = {
    sessionUpdate: { sessionMetadata: { sampled: false }, sessionResults: [{ message: 'ü', timestamp: 7 }] },
  };
  const begin = { sessionStart: { sessionId: 's', logGroupIdentifiers: ['a'] } };

  test('events to the end', async () => {
    await using server = await start('ends');
    assert.deepEqual(await call(server), {
      version: '7',
      invoked: [...chunks, { InvokeComplete: { ErrorCode: 'Unhandled', LogResult: 'bG9n' } }],
      tail: [begin, update],
    });
  });

  test('a modelled exception in the middle', async () => {
    await using server = await start('exception');
    const { tail } = await call(server);
    assert.deepEqual(tail, [begin, update, { error: ['SessionTimeoutException', 'three hours are over'] }]);
  });

  test('a fault of ours is said, logged, and not shown', async () => {
    await using server = await start('fault');
    const { invoked = [] } = await call(server);
    assert.deepEqual(invoked.slice(0, 2), chunks);
    assert.equal((invoked[2] as { error: string[] }).error[0], 'InternalFailure');
    assert.doesNotMatch(JSON.stringify(invoked), /secret/);
    assert.ok(server.lines.some((line) => JSON.stringify(line).includes('a secret of ours')));
  });
});

suite('the JavaScript SDK', () => {
  const config = (server: WireServer): object => ({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: KEYS,
    maxAttempts: 1,
    disableHostPrefix: true,
  });

  test('a response that flows', async () => {
    await using server = await start('ends');
    const client = new LambdaClient(config(server));
    const { EventStream = [], StatusCode } = await client.send(
      new InvokeWithResponseStreamCommand({ FunctionName: 'f' }),
    );
    assert.equal(StatusCode, 200);
    const texts: string[] = [];
    for await (const { PayloadChunk, InvokeComplete } of EventStream as AsyncIterable<
      Record<string, { Payload?: Uint8Array; ErrorCode?: string }>
    >) {
      texts.push(Buffer.from(PayloadChunk?.Payload ?? []).toString() + (InvokeComplete?.ErrorCode ?? ''));
    }
    client.destroy();
    assert.deepEqual(texts, [...CHUNKS, 'Unhandled']);
  });

  test('a live tail, and its exception', async () => {
    await using server = await start('exception');
    const client = new CloudWatchLogsClient(config(server));
    const command = new StartLiveTailCommand({
      logGroupIdentifiers: ['arn:aws:logs:us-east-1:000000000000:log-group:a'],
    });
    const { responseStream = [] } = await client.send(command);
    const kinds: string[] = [];
    await assert.rejects(async () => {
      for await (const event of responseStream as AsyncIterable<object>) kinds.push(...Object.keys(event));
    }, /three hours are over/);
    client.destroy();
    assert.deepEqual(kinds, ['sessionStart', 'sessionUpdate']);
  });
});
