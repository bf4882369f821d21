import assert from 'node:assert/strict';
import test from 'node:test';
import { InvocationRefusedError } from '../../../runtime/function-version.ts';
import { openBench, ROLE, zipOf } from '../lambda.fixture.ts';
import { getFunctionConfiguration } from './get-function-configuration.ts';
import { invoke } from './invoke.ts';
import { updateFunctionCode } from './update-function-code.ts';
import { updateFunctionConfiguration } from './update-function-configuration.ts';

const FunctionName = 'hello';
const OTHER = await zipOf({ 'index.mjs': 'export const handler = () => 2;\n' });

test('while new code is prepared the old one runs; then its package is gone', async () => {
  await using bench = await openBench();
  const { latest: before } = await bench.create();
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  bench.runner.prepare = () => ready;
  const updating = await updateFunctionCode(bench.context(), { FunctionName, ZipFile: OTHER });
  assert.equal(updating.State, 'Active');
  assert.equal(updating.LastUpdateStatus, 'InProgress');
  assert.equal(updating.LastUpdateStatusReason, 'The function is being created.');
  assert.notEqual(updating.CodeSha256, before.code.sha256);
  await invoke(bench.context(), { FunctionName });
  assert.equal(bench.runner.invocations.at(-1)?.fn.revisionId, before.buildId);
  await assert.rejects(updateFunctionConfiguration(bench.context(), { FunctionName, Timeout: 5 }), {
    name: 'ResourceConflictException',
    message:
      'The operation cannot be performed at this time. An update is in progress for resource: arn:aws:lambda:us-east-1:000000000000:function:hello',
  });
  resolve();
  const { latest, lastUpdate } = await bench.settled();
  assert.equal(lastUpdate?.status, 'Successful');
  await invoke(bench.context(), { FunctionName });
  assert.equal(bench.runner.invocations.at(-1)?.fn.revisionId, latest.buildId);
  assert.deepEqual(await bench.blobs.list(undefined, 10), [latest.code.blobId]);
});

test('an update that cannot be prepared says why; what ran before runs on, and the next update mends it', async () => {
  await using bench = await openBench();
  const { latest: before } = await bench.create();
  bench.runner.prepare = () =>
    Promise.reject(new InvocationRefusedError('CodeUnavailable', 'The module a.so is made for Python 3.9.'));
  await updateFunctionCode(bench.context(), { FunctionName, ZipFile: OTHER });
  const failed = await bench.settled();
  const { State, LastUpdateStatus, LastUpdateStatusReason, LastUpdateStatusReasonCode } =
    await getFunctionConfiguration(bench.context(), { FunctionName });
  assert.deepEqual(
    [State, LastUpdateStatus, LastUpdateStatusReason, LastUpdateStatusReasonCode],
    ['Active', 'Failed', 'The module a.so is made for Python 3.9.', 'InvalidZipFileException'],
  );
  await invoke(bench.context(), { FunctionName });
  assert.equal(bench.runner.invocations.at(-1)?.fn.revisionId, before.buildId);
  assert.deepEqual(
    new Set(await bench.blobs.list(undefined, 10)),
    new Set([before.code.blobId, failed.latest.code.blobId]),
  );
  bench.runner.prepare = () => Promise.resolve();
  await updateFunctionCode(bench.context(), { FunctionName, ZipFile: OTHER });
  const mended = await bench.settled();
  assert.equal(mended.lastUpdate?.status, 'Successful');
  assert.deepEqual(await bench.blobs.list(undefined, 10), [mended.latest.code.blobId]);
});

test('a configuration update changes what is given and keeps the rest', async () => {
  await using bench = await openBench();
  const before = await bench.create({ Environment: { Variables: { A: '1' } }, Description: 'x' });
  const ctx = bench.context();
  await updateFunctionConfiguration(ctx, { FunctionName, Timeout: 60, RevisionId: before.revisionId });
  await bench.settled();
  const { revisionId } = await bench.settled();
  const kept = await getFunctionConfiguration(ctx, { FunctionName });
  assert.deepEqual([kept.Timeout, kept.Description, kept.Environment], [60, 'x', { Variables: { A: '1' } }]);
  await assert.rejects(updateFunctionConfiguration(ctx, { FunctionName, Timeout: 5, RevisionId: before.revisionId }), {
    name: 'PreconditionFailedException',
    message:
      'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
  });
  await updateFunctionConfiguration(ctx, { FunctionName, Environment: { Variables: {} }, RevisionId: revisionId });
  assert.equal((await bench.settled()).latest.sealedEnvironment, undefined);
});

test('DryRun shows the new code and changes nothing', async () => {
  await using bench = await openBench();
  const before = await bench.create();
  const shown = await updateFunctionCode(bench.context(), { FunctionName, ZipFile: OTHER, DryRun: true });
  assert.equal(shown.CodeSize, OTHER.byteLength);
  assert.deepEqual(await bench.settled(), before);
  assert.deepEqual(await bench.blobs.list(undefined, 10), [before.latest.code.blobId]);
});

test('another role is looked at, and a function that is not there is said', async () => {
  await using bench = await openBench();
  await bench.create();
  await assert.rejects(updateFunctionConfiguration(bench.context(), { FunctionName, Role: `${ROLE}-untrusted` }), {
    message: 'The role defined for the function cannot be assumed by Lambda.',
  });
  await assert.rejects(updateFunctionCode(bench.context(), { FunctionName: 'nobody', ZipFile: OTHER }), {
    name: 'ResourceNotFoundException',
    message: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody',
  });
});
