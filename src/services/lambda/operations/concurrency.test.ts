import assert from 'node:assert/strict';
import test from 'node:test';
import { openBench } from '../lambda.fixture.ts';
import { deleteFunctionConcurrency } from './delete-function-concurrency.ts';
import { getAccountSettings } from './get-account-settings.ts';
import { getFunctionConcurrency } from './get-function-concurrency.ts';
import { getFunction } from './get-function.ts';
import { putFunctionConcurrency } from './put-function-concurrency.ts';

test('100 stay unreserved, over all functions of the account', async () => {
  await using bench = await openBench();
  await bench.create({ FunctionName: 'a' });
  await bench.create({ FunctionName: 'b' });
  const ctx = bench.context();
  assert.deepEqual(await getFunctionConcurrency(ctx, { FunctionName: 'a' }), {});
  const put = (FunctionName: string, ReservedConcurrentExecutions: number) =>
    putFunctionConcurrency(ctx, { FunctionName, ReservedConcurrentExecutions });
  await put('a', 600);
  await put('a', 500);
  // Recorded from AWS in public reports, 2026-11-24.
  await assert.rejects(put('b', 401), {
    name: 'InvalidParameterValueException',
    message:
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
  });
  await put('b', 400);
  assert.equal((await getAccountSettings(ctx)).AccountLimit?.UnreservedConcurrentExecutions, 100);
  assert.deepEqual((await getFunction(ctx, { FunctionName: 'a' })).Concurrency, { ReservedConcurrentExecutions: 500 });
  await deleteFunctionConcurrency(ctx, { FunctionName: 'a' });
  assert.deepEqual(await getFunctionConcurrency(ctx, { FunctionName: 'a' }), {});
  assert.equal((await getAccountSettings(ctx)).AccountLimit?.UnreservedConcurrentExecutions, 600);
});
