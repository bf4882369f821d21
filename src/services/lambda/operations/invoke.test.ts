import assert from 'node:assert/strict';
import test from 'node:test';
import { InvocationRefusedError } from '../../../runtime/function-version.ts';
import { newFunction, openBench } from '../lambda.fixture.ts';
import type { InvocationRequest } from '../model.ts';
import { createFunction } from './create-function.ts';
import { invoke } from './invoke.ts';
import { putFunctionConcurrency } from './put-function-concurrency.ts';

const FunctionName = 'hello';

test('payload, context and result go through', async () => {
  await using bench = await openBench();
  await bench.create();
  const ctx = bench.context();
  const clientContext = '{"custom":{"a":1}}';
  const answer = await invoke(ctx, {
    FunctionName,
    Qualifier: '$LATEST',
    Payload: Buffer.from('{"a":1}'),
    ClientContext: Buffer.from(clientContext).toString('base64'),
    LogType: 'Tail',
  });
  assert.equal(Buffer.from(answer.Payload ?? []).toString(), '{"a":1}');
  assert.deepEqual([answer.StatusCode, answer.ExecutedVersion, answer.FunctionError], [200, '$LATEST', undefined]);
  assert.equal(Buffer.from(answer.LogResult ?? '', 'base64').toString(), 'END');
  const { invocation } = bench.runner.invocations[0] ?? {};
  assert.equal(invocation?.requestId, ctx.requestId);
  assert.equal(invocation.invokedArn, 'arn:aws:lambda:us-east-1:000000000000:function:hello:$LATEST');
  assert.equal(invocation.clientContext, clientContext);
});

test('an error of the function is an answer; the log comes only where it is asked for', async () => {
  await using bench = await openBench();
  await bench.create();
  bench.runner.run = () =>
    Promise.resolve({
      payload: Buffer.from('{"errorType":"E"}'),
      functionError: 'Unhandled',
      logTail: Buffer.from('x'),
    });
  const answer = await invoke(bench.context(), { FunctionName });
  assert.deepEqual([answer.StatusCode, answer.FunctionError, answer.LogResult], [200, 'Unhandled', undefined]);
});

test('a function that is just being made is waited for', async () => {
  await using bench = await openBench();
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  bench.runner.prepare = () => ready;
  await createFunction(bench.context(), newFunction());
  const answer = invoke(bench.context(), { FunctionName });
  resolve();
  assert.equal((await answer).StatusCode, 200);
});

test('… but not for ever', async () => {
  await using bench = await openBench();
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  bench.runner.prepare = () => ready;
  await createFunction(bench.context(), newFunction());
  const answer = invoke(bench.context(), { FunctionName });
  const said = assert.rejects(answer, {
    name: 'ResourceConflictException',
    message:
      'The operation cannot be performed at this time. The function is currently in the following state: Pending',
  });
  while (bench.runner.updates.length === 0) await new Promise(setImmediate);
  bench.clock.advance(10_000);
  await said;
  resolve();
});

test('a function whose runtime cannot be had has failed', async () => {
  await using bench = await openBench();
  bench.runner.prepare = () =>
    Promise.reject(new InvocationRefusedError('RuntimeUnavailable', 'No Node.js 22 could be fetched.'));
  const { state } = await bench.create();
  assert.deepEqual(state, { name: 'Failed', reason: 'No Node.js 22 could be fetched.', code: 'InvalidRuntime' });
  await assert.rejects(invoke(bench.context(), { FunctionName }), /currently in the following state: Failed$/);
});

test('the runtime learns of reserved concurrency; throttling is said in words of AWS (recorded 2026-11-23)', async () => {
  await using bench = await openBench();
  await bench.create();
  await invoke(bench.context(), { FunctionName });
  await putFunctionConcurrency(bench.context(), { FunctionName, ReservedConcurrentExecutions: 0 });
  bench.runner.run = () =>
    Promise.reject(new InvocationRefusedError('ReservedFunctionConcurrentInvocationLimitExceeded', 'full'));
  await assert.rejects(invoke(bench.context(), { FunctionName }), {
    name: 'TooManyRequestsException',
    message: 'Rate Exceeded.',
    fields: { Type: 'User', Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
  });
  assert.deepEqual(
    bench.runner.invocations.map(({ fn }) => fn.reservedConcurrency),
    [undefined, 0],
  );
});

test('a warm invoke reads no store', async () => {
  await using bench = await openBench();
  await bench.create();
  const closed = () => Promise.reject(new Error('the store was read'));
  const store = { get: closed, getMany: closed, range: closed };
  await invoke(bench.context({ store }), { FunctionName });
  const { functions } = bench.lambda.service.parts;
  const held = functions.get({ accountId: '000000000000', region: 'us-east-1', name: FunctionName });
  assert.ok(!(held instanceof Promise));
  assert.equal(bench.runner.invocations[0]?.fn, held?.version);
});

const REFUSED: readonly [what: string, input: Partial<InvocationRequest>, name: string, message: RegExp][] = [
  ['events', { InvocationType: 'Event' }, 'InvalidParameterValueException', /^InvocationType Event is not supported/],
  ['tenants', { TenantId: 'a' }, 'InvalidParameterValueException', /^TenantId is not supported/],
  [
    'no JSON',
    { Payload: Buffer.from('x') },
    'InvalidRequestContentException',
    /^Could not parse request body into json/,
  ],
  ['an alias', { Qualifier: 'live' }, 'ResourceNotFoundException', /^Function not found: arn:\S+:hello:live$/],
  ['no function', { FunctionName: 'nobody' }, 'ResourceNotFoundException', /^Function not found: arn:\S+:nobody$/],
];

test('refused', async (t) => {
  await using bench = await openBench();
  await bench.create();
  for (const [what, input, name, message] of REFUSED) {
    await t.test(what, () => assert.rejects(invoke(bench.context(), { FunctionName, ...input }), { name, message }));
  }
  assert.equal(bench.runner.invocations.length, 0);
});

test('DryRun runs nothing', async () => {
  await using bench = await openBench();
  await bench.create();
  assert.equal((await invoke(bench.context(), { FunctionName, InvocationType: 'DryRun' })).StatusCode, 204);
  assert.equal(bench.runner.invocations.length, 0);
});
