import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { BUCKET, openBench } from './s3.fixture.ts';

const signal = new AbortController().signal;

test('another service puts, lists and reads objects in the background', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const { transfers } = bench.s3;
  const bucket = { bucket: BUCKET };
  const large = Buffer.alloc(3_000_000, 'x');
  const { etag } = await transfers.put(bucket, 'out/large', large);
  assert.match(etag, /^[0-9a-f]{32}$/);
  await transfers.put(bucket, 'out/empty', new Uint8Array(0));
  await transfers.put(bucket, 'other', Buffer.from('other'));
  const { objects, last } = await transfers.list(bucket, 'out/', undefined);
  assert.deepEqual(
    [objects.map(({ key, sizeBytes }) => [key, sizeBytes]), last],
    [
      [
        ['out/empty', 0],
        ['out/large', 3_000_000],
      ],
      undefined,
    ],
  );
  assert.equal(objects[0]?.modifiedAtMs, bench.clock.nowMs());
  assert.ok((await buffer(await transfers.read(bucket, 'out/large', signal))).equals(large));
  assert.equal(await bench.get('other'), 'other');
  await assert.rejects(transfers.read(bucket, 'none', signal), { name: 'NoSuchKey' });
  await assert.rejects(transfers.put({ bucket: 'missing' }, 'key', large), { name: 'NoSuchBucket' });
  await assert.rejects(transfers.list({ bucket: BUCKET, owner: '111111111111' }, '', undefined), {
    message: 'Access Denied',
  });
});

test('what a caller may do is asked with its own rights', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const { transfers } = bench.s3;
  const bucket = { bucket: BUCKET };
  const ask = [
    ['s3:PutObject', () => transfers.requirePut(bench.context(), bucket, 'key')],
    ['s3:GetObject', () => transfers.requireRead(bench.context(), bucket, 'key')],
    ['s3:ListBucket', () => transfers.requireList(bench.context(), bucket, 'in/')],
  ] as const;
  await bench.put('key', '', { Tagging: 'secret=yes' });
  await transfers.requireRead(bench.context(), bucket, 'key');
  assert.equal(bench.asked.at(-1)?.context?.['s3:ExistingObjectTag/secret'], 'yes');
  for (const [action, require] of ask) {
    await require();
    bench.denied.add(action);
    await assert.rejects(require(), { message: `denied ${action}` });
  }
  const asked = bench.asked.slice(-1).map(({ resource, context }) => [resource, context?.['s3:prefix']]);
  assert.deepEqual(asked, [['arn:aws:s3:::bench', 'in/']]);
});
