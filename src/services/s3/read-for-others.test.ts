import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUCKET, openBench } from './s3.fixture.ts';

test('another service reads an object with the rights of its caller', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  await bench.put('small', 'bytes');
  await bench.put('large', Buffer.alloc(100_000, 'x'));
  const read = (key: string, limitBytes = 1_000_000): ReturnType<typeof bench.s3.objects.read> =>
    bench.s3.objects.read(bench.context(), { bucket: BUCKET, key }, limitBytes);
  assert.deepEqual(Buffer.from((await read('small')).bytes ?? []).toString(), 'bytes');
  assert.equal((await read('large')).bytes?.length, 100_000);
  assert.deepEqual(await read('large', 99_999), { region: 'us-east-1', bytes: undefined });
  assert.deepEqual(
    bench.asked.slice(0, 1).map(({ action, resource }) => [action, resource]),
    [['s3:GetObject', 'arn:aws:s3:::bench/small']],
  );
  await bench.put('tagged', '', { Tagging: 'secret=yes' });
  await read('tagged');
  assert.equal(bench.asked.at(-1)?.context?.['s3:ExistingObjectTag/secret'], 'yes');
  await assert.rejects(read('none'), { name: 'NoSuchKey' });
  bench.denied.add('s3:ListBucket');
  await assert.rejects(read('none'), { message: 'denied s3:ListBucket' });
  bench.denied.add('s3:GetObject');
  await assert.rejects(read('small'), { message: 'denied s3:GetObject' });
});
