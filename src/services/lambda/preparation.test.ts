import assert from 'node:assert/strict';
import test from 'node:test';
import { InvocationRefusedError } from '../../runtime/function-version.ts';
import { newFunction, openBench } from './lambda.fixture.ts';
import { createFunction } from './operations/create-function.ts';

const ID = { accountId: '000000000000', region: 'us-east-1', name: 'hello' };

test('what a crash left Pending is prepared at the next start', async () => {
  await using bench = await openBench();
  bench.runner.prepare = () => Promise.reject(new InvocationRefusedError('ShuttingDown', 'going down'));
  await createFunction(bench.context(), newFunction());
  assert.equal((await bench.settled()).state.name, 'Pending');
  bench.runner.prepare = () => Promise.resolve();
  const next = await bench.reopen();
  const { preparation, functions } = next.service.parts;
  await preparation.settled(ID, 60_000);
  assert.equal((await functions.get(ID))?.record.state.name, 'Active');
  await next.close();
});

test('a preparation that never ends has failed after its time', async () => {
  await using bench = await openBench();
  bench.runner.prepare = () => new Promise(() => {});
  await createFunction(bench.context(), newFunction());
  while (bench.runner.updates.length === 0) await new Promise(setImmediate);
  bench.clock.advance(10 * 60_000);
  const { state } = await bench.settled();
  assert.deepEqual(state, {
    name: 'Failed',
    code: 'InternalError',
    reason: 'The function could not be prepared in time.',
  });
});

test('a fault of ours says nothing of its insides', async () => {
  await using bench = await openBench();
  bench.runner.prepare = () => Promise.reject(new Error('/secret/path is broken'));
  const { state } = await bench.create();
  assert.equal(state.code, 'InternalError');
  assert.doesNotMatch(state.reason ?? '', /secret/);
});

test('packages that functions refer to are known to the sweeper', async () => {
  await using bench = await openBench();
  const { latest } = await bench.create();
  const stray = '0'.repeat(32);
  assert.deepEqual(await bench.lambda.referencedBlobs([stray, latest.code.blobId]), new Set([latest.code.blobId]));
});
