import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { flowBody } from './http-flow.ts';
import { BODY_STALL_MS } from './limits.ts';

const LIMIT = { bytes: 1_000, code: 'TooLarge', status: 413, message: 'Too large' };

test('a body that no longer flows is given up in S3 words, and not before', async ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const sent = new PassThrough();
  // What flowBody looks at of a request.
  const req = Object.assign(sent, { socket: {} }) as unknown as IncomingMessage;
  const pieces = flowBody(req, { limit: LIMIT, onFirst: () => {} });
  sent.write('some');
  assert.deepEqual((await pieces.next()).value, Buffer.from('some'));
  const second = pieces.next();
  mock.timers.tick(BODY_STALL_MS - 1);
  sent.write('more');
  assert.deepEqual((await second).value, Buffer.from('more'));
  const third = pieces.next();
  mock.timers.tick(BODY_STALL_MS);
  await assert.rejects(third, {
    code: 'RequestTimeout',
    status: 400,
    message:
      'Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.',
  });
});
