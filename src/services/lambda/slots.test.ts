import assert from 'node:assert/strict';
import test from 'node:test';
import { Slots } from './slots.ts';

test('so many run at once, the others after them in turn, also after a fault', async () => {
  const slots = new Slots(2);
  const started: number[] = [];
  const ends = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const runs = ends.map(({ promise }, at) =>
    slots.use(() => {
      started.push(at);
      return promise;
    }),
  );
  assert.deepEqual(started, [0, 1]);
  ends[1]?.reject(new Error('broken'));
  await assert.rejects(runs[1] ?? Promise.resolve(), /broken/);
  assert.deepEqual(started, [0, 1, 2]);
  for (const { resolve } of ends) resolve();
  await Promise.allSettled(runs);
  assert.deepEqual(started, [0, 1, 2, 3]);
});
