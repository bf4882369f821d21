import assert from 'node:assert/strict';
import { test } from 'node:test';
import { later } from './later.ts';

class Adder {
  readonly #by: number;
  constructor(by: number) {
    this.#by = by;
  }
  add(to: number): Promise<number> {
    return Promise.resolve(to + this.#by);
  }
}

test('is loaded at the first call, once for all, and again where that failed', async () => {
  let loads = 0;
  const adder = later<Pick<Adder, 'add'>>({ add: true }, () =>
    ++loads === 1 ? Promise.reject(new Error('EMFILE')) : Promise.resolve(new Adder(2)),
  );
  assert.equal(loads, 0);
  await assert.rejects(Promise.all([adder.add(1), adder.add(1)]), /EMFILE/);
  assert.equal(loads, 1);
  assert.deepEqual(await Promise.all([adder.add(1), adder.add(2)]), [3, 4]);
  assert.equal(loads, 2);
});
