import assert from 'node:assert/strict';
import test from 'node:test';
import { openBench } from '../lambda.fixture.ts';
import { deleteFunction } from './delete-function.ts';
import { getAccountSettings } from './get-account-settings.ts';
import { getFunction } from './get-function.ts';
import { putFunctionConcurrency } from './put-function-concurrency.ts';

const FunctionName = 'hello';

test('nothing of it is left: record, package, counters, reserved concurrency', async () => {
  await using bench = await openBench();
  await bench.create();
  await putFunctionConcurrency(bench.context(), { FunctionName, ReservedConcurrentExecutions: 10 });
  assert.equal((await deleteFunction(bench.context(), { FunctionName })).StatusCode, 204);
  assert.deepEqual(bench.runner.deletions, [FunctionName]);
  await assert.rejects(getFunction(bench.context(), { FunctionName }), { name: 'ResourceNotFoundException' });
  await assert.rejects(deleteFunction(bench.context(), { FunctionName }), { name: 'ResourceNotFoundException' });
  assert.deepEqual(await bench.blobs.list(undefined, 10), []);
  const { AccountUsage, AccountLimit } = await getAccountSettings(bench.context());
  assert.deepEqual(AccountUsage, { TotalCodeSize: 0, FunctionCount: 0 });
  assert.equal(AccountLimit?.UnreservedConcurrentExecutions, 1000);
  const left = await bench.store.range({ prefix: ['system', 'lambda'], limit: 10 });
  assert.deepEqual(left.entries, []);
});

test('$LATEST alone cannot be deleted (recorded from AWS, 2026-11-24)', async () => {
  await using bench = await openBench();
  await bench.create();
  await assert.rejects(deleteFunction(bench.context(), { FunctionName, Qualifier: '$LATEST' }), {
    name: 'InvalidParameterValueException',
    message: '$LATEST version cannot be deleted without deleting the function.',
  });
});

test('a function deleted and made again while it was being prepared is the new one', async () => {
  await using bench = await openBench();
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  bench.runner.prepare = () => ready;
  const first = bench.create();
  while (bench.runner.updates.length === 0) await new Promise(setImmediate);
  await deleteFunction(bench.context(), { FunctionName });
  bench.runner.prepare = () => Promise.resolve();
  const second = bench.create({ Description: 'second' });
  resolve();
  await first.catch(() => {});
  const { state, latest } = await second;
  assert.deepEqual([state.name, latest.description], ['Active', 'second']);
});
