import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { duplexPair } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { sendAnswer } from './http-answer.ts';

const PIECE_BYTES = 100_000;

test('an answer is not over before its last piece was taken, however slowly the pieces are', async () => {
  const outcome = Promise.withResolvers<void>();
  const server = createServer((req, res) => {
    const answer = { status: 200, headers: { connection: 'close' }, body: pieces(5) };
    outcome.resolve(sendAnswer(req, res, answer, false));
  });
  // Each write ends when the other side has read it, as on a line that is slower than we are.
  const [client, line] = duplexPair();
  // A socket's, which it is not.
  Object.assign(line, { setTimeout: () => line });
  server.emit('connection', line);
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const received = await buffer(client);
  await outcome.promise;
  assert.equal(received.filter((byte) => byte === 7).length, 5 * PIECE_BYTES);
  assert.match(received.subarray(-5).toString(), /^0\r\n\r\n$/);
});

/** Parts of something larger, so that their memory is not given back: both sides of the line here share it. */
async function* pieces(count: number): AsyncGenerator<Uint8Array> {
  for (let number = 0; number < count; number++) {
    yield await Promise.resolve(Buffer.alloc(PIECE_BYTES + 1, 7).subarray(1));
  }
}
