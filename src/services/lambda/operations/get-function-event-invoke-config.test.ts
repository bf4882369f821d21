import assert from 'node:assert/strict';
import test from 'node:test';
import { openBench } from '../lambda.fixture.ts';
import { getFunctionEventInvokeConfig } from './get-function-event-invoke-config.ts';

test('no function has one', async () => {
  await using bench = await openBench();
  await bench.create();
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:hello';
  await assert.rejects(getFunctionEventInvokeConfig(bench.context(), { FunctionName: 'hello' }), {
    name: 'ResourceNotFoundException',
    message: `The function ${arn}:$LATEST doesn't have an EventInvokeConfig`,
  });
});

test('of a function that is not there, that is said', async () => {
  await using bench = await openBench();
  await assert.rejects(getFunctionEventInvokeConfig(bench.context(), { FunctionName: 'missing' }), {
    name: 'ResourceNotFoundException',
    message: /^Function not found: /,
  });
});
