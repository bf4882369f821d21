import assert from 'node:assert/strict';
import test from 'node:test';
import { openBench } from '../lambda.fixture.ts';
import { addPermission } from './add-permission.ts';
import { getPolicy } from './get-policy.ts';
import { removePermission } from './remove-permission.ts';

const FunctionName = 'hello';
const base = { FunctionName, Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' };

// Messages: recorded from AWS in a public snapshot, 2026-11-24.
test('statements come and go; the last one takes the policy with it', async () => {
  await using bench = await openBench();
  await bench.create();
  const ctx = bench.context();
  await assert.rejects(getPolicy(ctx, { FunctionName }), {
    name: 'ResourceNotFoundException',
    message: 'The resource you requested does not exist.',
  });
  const { Statement } = await addPermission(ctx, { ...base, StatementId: 'one' });
  await addPermission(ctx, { ...base, StatementId: 'two' });
  await assert.rejects(addPermission(ctx, { ...base, StatementId: 'two' }), {
    name: 'ResourceConflictException',
    message:
      'The statement id (two) provided already exists. Please provide a new statement id, or remove the existing statement.',
  });
  const { Policy, RevisionId } = await getPolicy(ctx, { FunctionName });
  const { Version, Id, Statement: statements } = JSON.parse(Policy ?? '') as Record<string, unknown[]>;
  assert.deepEqual([Version, Id, statements?.length], ['2012-10-17', 'default', 2]);
  assert.deepEqual(statements?.[0], JSON.parse(Statement ?? ''));
  await assert.rejects(removePermission(ctx, { FunctionName, StatementId: 'three' }), {
    name: 'ResourceNotFoundException',
    message: 'Statement three is not found in resource policy.',
  });
  await removePermission(ctx, { FunctionName, StatementId: 'one', RevisionId });
  await assert.rejects(removePermission(ctx, { FunctionName, StatementId: 'two', RevisionId }), {
    name: 'PreconditionFailedException',
    message: /^The Revision Id provided does not match the latest Revision Id\. Call the GetPolicy API/,
  });
  await removePermission(ctx, { FunctionName, StatementId: 'two' });
  await assert.rejects(getPolicy(ctx, { FunctionName }), { name: 'ResourceNotFoundException' });
  await assert.rejects(removePermission(ctx, { FunctionName, StatementId: 'two' }), {
    message: 'No policy is associated with the given resource.',
  });
});

test('not for $LATEST, and not beyond 20 KB', async () => {
  await using bench = await openBench();
  await bench.create();
  const ctx = bench.context();
  await assert.rejects(addPermission(ctx, { ...base, StatementId: 's', Qualifier: '$LATEST' }), {
    message: 'We currently do not support adding policies for $LATEST.',
  });
  const SourceArn = `arn:aws:s3:::${'b'.repeat(9_000)}`;
  await addPermission(ctx, { ...base, StatementId: 's1', SourceArn });
  await addPermission(ctx, { ...base, StatementId: 's2', SourceArn });
  await assert.rejects(addPermission(ctx, { ...base, StatementId: 's3', SourceArn }), {
    name: 'PolicyLengthExceededException',
    message: /^The final policy size \(\d+\) is bigger than the limit \(20480\)\.$/,
  });
});
