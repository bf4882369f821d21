import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { ManualClock } from '../../../kit/clock.ts';
import { silentLog } from '../../../kit/log.ts';
import type { ChecksumAlgorithm } from '../hashers.ts';
import { DIGEST_BUFFER_BYTES, DIGEST_THREAD_FROM_BYTES, DIGEST_THREAD_IDLE_MS } from '../limits.ts';
import { DigestThread } from './digest-thread.ts';
import { type Digestion, digestsOf } from './digestion.ts';
import { Digests } from './digests.ts';

const NO_ALGORITHM = 'NONE' as ChecksumAlgorithm;

void test('bodies that come side by side in pieces of any size have the digests of their bytes', async (t) => {
  const thread = started(t);
  const sizes = [0, 1, 70_000, DIGEST_BUFFER_BYTES, 3 * DIGEST_BUFFER_BYTES + 5];
  const algorithms: ChecksumAlgorithm[] = ['MD5', 'CRC64NVME', 'SHA1'];
  const bodies = sizes.map((size) => ({ bytes: randomBytes(size), digestion: thread.open(algorithms) }));
  const digests = await Promise.all(
    bodies.map(async ({ bytes, digestion }, at) => {
      const step = 1 + at * 50_000;
      for (let from = 0; from < bytes.length; from += step) {
        const piece = Buffer.from(bytes.subarray(from, from + step));
        await digestion.update(piece);
        piece.fill(0);
      }
      return digestion.end();
    }),
  );
  const expected = await Promise.all(bodies.map(async ({ bytes }) => await digestsOf(algorithms, bytes)));
  assert.deepEqual(digests, expected);
  assert.equal(
    digests[1]?.[0]?.toString('hex'),
    createHash('md5')
      .update(bodies[1]?.bytes ?? '')
      .digest('hex'),
  );
  assert.equal(thread.bodies, 0);
});

void test('who brings more than there is room for waits, and so nothing grows', async (t) => {
  const digestion = started(t).open(['MD5']);
  const bytes = randomBytes(DIGEST_BUFFER_BYTES);
  assert.equal(digestion.update(bytes), undefined);
  const waits = digestion.update(bytes);
  assert.ok(waits instanceof Promise);
  await waits;
  assert.deepEqual(await digestion.end(), await digestsOf(['MD5'], Buffer.concat([bytes, bytes])));
});

void test('a body that is not wanted any more is forgotten', async (t) => {
  const thread = started(t);
  const dropped = thread.open(['MD5']);
  await dropped.update(randomBytes(10));
  dropped.drop();
  dropped.drop();
  assert.equal(thread.bodies, 0);
  const other = thread.open(['MD5']);
  assert.deepEqual(await other.end(), await digestsOf(['MD5'], Buffer.alloc(0)));
});

void test('a thread that fails says so to all that wait, and to who goes on', async (t) => {
  const ended = Promise.withResolvers<Error | undefined>();
  const thread = new DigestThread(ended.resolve);
  t.after(() => thread.close());
  const waiting = thread.open([NO_ALGORITHM]);
  const full = thread.open(['MD5']);
  await waiting.update(randomBytes(1));
  await full.update(randomBytes(DIGEST_BUFFER_BYTES - 1));
  const refused = { message: 'The thread for digests failed' };
  const blocked = full.update(randomBytes(DIGEST_BUFFER_BYTES * 2));
  await Promise.all([
    assert.rejects(async () => await waiting.end(), refused),
    assert.rejects(async () => await blocked, refused),
  ]);
  assert.throws(() => full.update(randomBytes(1)), refused);
  assert.equal((await ended.promise)?.message, refused.message);
});

void test('there is a thread from the first large body until none came for a while', async (t) => {
  const clock = new ManualClock(0);
  const digests = new Digests({ clock, log: silentLog });
  t.after(() => digests.close());
  assert.equal(await isDigestedElsewhere(digests, DIGEST_THREAD_FROM_BYTES - 1), false);
  assert.equal(await isDigestedElsewhere(digests, 0), false);
  assert.equal(await isDigestedElsewhere(digests, DIGEST_THREAD_FROM_BYTES), false);
  while (!(await isDigestedElsewhere(digests, 0))) await new Promise((resolve) => setImmediate(resolve));
  clock.advance(DIGEST_THREAD_IDLE_MS - 1);
  assert.equal(await isDigestedElsewhere(digests, 0), true);
  clock.advance(DIGEST_THREAD_IDLE_MS);
  while (await isDigestedElsewhere(digests, 0)) await new Promise((resolve) => setImmediate(resolve));
});

/** By what only the thread does: its updates wait for room. Ends the body, of so many bytes and no more where it is none. */
async function isDigestedElsewhere(digests: Digests, bytes: number): Promise<boolean> {
  const digestion: Digestion = await digests.open(['CRC32']);
  await digestion.update(Buffer.alloc(bytes));
  const waits = bytes === 0 ? digestion.update(Buffer.alloc(2 * DIGEST_BUFFER_BYTES - 1)) : undefined;
  await waits;
  await digestion.end();
  return waits instanceof Promise;
}

function started(t: { after(run: () => void): void }): DigestThread {
  const thread = new DigestThread(() => undefined);
  t.after(() => thread.close());
  return thread;
}
