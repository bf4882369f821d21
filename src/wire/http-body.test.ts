import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { BodyBudget, ClientGoneError, gunzipBody, readBody, type SentBody } from './http-body.ts';

const LIMIT = { bytes: 1_000_000, code: 'TooLarge', status: 413, message: 'Too large' };

/** What readBody looks at of a request. */
function requestOf(chunks: readonly Buffer[], length = Buffer.concat(chunks).length): IncomingMessage {
  return Object.assign(Readable.from(chunks, { objectMode: false }), {
    headers: { 'content-length': String(length) },
  }) as unknown as IncomingMessage;
}

suite('bodies', () => {
  for (const size of [1, 200_000, 600_000]) {
    test(`the hash of ${size} bytes, at once or as they come`, async () => {
      const bytes = Buffer.alloc(size, 'x');
      const chunks = [bytes.subarray(0, size / 2), bytes.subarray(size / 2)];
      const body = await readBody(requestOf(chunks), LIMIT, new BodyBudget(size));
      assert.equal(body.sha256(), createHash('sha256').update(bytes).digest('hex'));
      assert.deepEqual(Buffer.from(body.bytes), bytes);
    });
  }

  test('all together stay within the budget, which is given back', async () => {
    const budget = new BodyBudget(1_000);
    const first = await readBody(requestOf([Buffer.alloc(800)]), LIMIT, budget);
    const second = async (): Promise<unknown> =>
      readBody(requestOf([Buffer.alloc(150), Buffer.alloc(150)]), LIMIT, budget);
    await assert.rejects(second(), { code: 'ServiceUnavailable', status: 503 });
    budget.give(first.bytes.length);
    await second();
    assert.equal(budget.take(701), false);
    assert.equal(budget.take(700), true);
  });

  test('a body past its limit gives back what it took', async () => {
    const budget = new BodyBudget(2_000_000);
    const huge = async (): Promise<unknown> =>
      readBody(requestOf([Buffer.alloc(900_000), Buffer.alloc(900_000)]), LIMIT, budget);
    await assert.rejects(huge(), { code: 'TooLarge' });
    assert.equal(budget.take(2_000_000), true);
  });

  test('a body of two pieces that has all come before it is asked for', { timeout: 10_000 }, async () => {
    const pieces = [randomBytes(20_000), randomBytes(20_000)] as const;
    const sent = Buffer.concat(pieces);
    const taken = Promise.withResolvers<SentBody>();
    const server = createServer((req, res) => {
      const look = async (): Promise<void> => {
        if (!req.complete) return void setImmediate(() => void look());
        taken.resolve(await readBody(req, LIMIT, new BodyBudget(sent.length)));
        res.end();
      };
      look().catch(taken.reject);
      // The first has come with the head.
      asked.end(pieces[1]);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const headers = { 'content-length': sent.length };
    const asked = request({ port: (server.address() as AddressInfo).port, method: 'PUT', headers });
    asked.on('response', (answer) => answer.resume()).write(pieces[0]);
    const body = await taken.promise;
    assert.deepEqual(Buffer.from(body.bytes), sent);
    assert.equal(body.sha256(), createHash('sha256').update(sent).digest('hex'));
    server.close();
  });

  test('a body that was cut before it is asked for is told at once', { timeout: 10_000 }, async () => {
    const req = requestOf([Buffer.alloc(10)], 20);
    req.destroy();
    await once(req, 'close');
    const asked = async (): Promise<unknown> => readBody(req, LIMIT, new BodyBudget(1_000));
    await assert.rejects(asked(), ClientGoneError);
  });

  test('gzip within the limit, past it, and none at all', async () => {
    assert.equal(Buffer.from(await gunzipBody(gzipSync('abc'), LIMIT)).toString(), 'abc');
    await assert.rejects(gunzipBody(gzipSync(Buffer.alloc(1_000_001)), LIMIT), { code: 'TooLarge' });
    await assert.rejects(gunzipBody(Buffer.from('abc'), LIMIT), { code: 'SerializationException' });
    await assert.rejects(gunzipBody(gzipSync('abc').subarray(0, 10), LIMIT), { code: 'SerializationException' });
  });
});
