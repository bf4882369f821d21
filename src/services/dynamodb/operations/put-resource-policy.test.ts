import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WireError } from '../../../wire/error.ts';
import { type Bench, openBench, START_MS } from '../dynamodb.fixture.ts';
import { deleteResourcePolicy } from './delete-resource-policy.ts';
import { getResourcePolicy } from './get-resource-policy.ts';
import { putResourcePolicy } from './put-resource-policy.ts';

const ResourceArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/table';
const ALLOW = {
  Effect: 'Allow',
  Principal: { AWS: '111122223333' },
  Action: 'dynamodb:GetItem',
  Resource: ResourceArn,
};

function document(...statements: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

async function put(bench: Bench, Policy: string, ExpectedRevisionId?: string): Promise<string | undefined> {
  return (await putResourcePolicy(bench.context(), { ResourceArn, Policy, ExpectedRevisionId })).RevisionId;
}

test('a policy is shown as AWS shows it', async () => {
  await using bench = await openBench();
  await bench.table('table');
  const RevisionId = await put(
    bench,
    JSON.stringify(
      {
        Statement: {
          Action: ['dynamodb:GetItem'],
          Resource: [ResourceArn],
          Principal: { AWS: ['111122223333', 'arn:aws:iam::111122223333:root'] },
          Effect: 'Allow',
        },
        Version: '2012-10-17',
      },
      null,
      2,
    ),
  );
  assert.deepEqual(await getResourcePolicy(bench.context(), { ResourceArn }), {
    Policy: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"dynamodb:GetItem","Resource":"${ResourceArn}"}]}`,
    RevisionId,
  });
});

test('revisions are times of changes, and one that says the same is none', async () => {
  await using bench = await openBench();
  await bench.table('table');
  assert.equal(await put(bench, document(ALLOW)), String(START_MS));
  assert.equal(await put(bench, document({ ...ALLOW, Action: [ALLOW.Action] })), String(START_MS));
  assert.equal(await put(bench, document({ ...ALLOW, Sid: 'other' })), String(START_MS + 1));
});

test('a policy of CreateTable is there', async () => {
  await using bench = await openBench();
  await bench.table('table', { ResourcePolicy: document(ALLOW) });
  assert.equal((await getResourcePolicy(bench.context(), { ResourceArn })).RevisionId, String(START_MS));
});

test('a deleted policy is gone, and may be deleted again', async () => {
  await using bench = await openBench();
  await bench.table('table');
  assert.deepEqual(await deleteResourcePolicy(bench.context(), { ResourceArn }), {});
  const RevisionId = await put(bench, document(ALLOW));
  assert.deepEqual(await deleteResourcePolicy(bench.context(), { ResourceArn }), { RevisionId });
  await assert.rejects(getResourcePolicy(bench.context(), { ResourceArn }), {
    name: 'PolicyNotFoundException',
    message: `Resource-based policy not found for the provided ResourceArn: ${ResourceArn}`,
  });
  assert.deepEqual(await deleteResourcePolicy(bench.context(), { ResourceArn }), {});
});

test('a change of another revision than the one that is there', async () => {
  await using bench = await openBench();
  await bench.table('table');
  const words =
    'Resource-based policy not found for the provided ResourceArn: Requested update for policy with revision id 1';
  const none = { name: 'PolicyNotFoundException', message: `${words}, but table table has no associated policy.` };
  await assert.rejects(put(bench, document(ALLOW), '1'), none);
  await assert.rejects(deleteResourcePolicy(bench.context(), { ResourceArn, ExpectedRevisionId: '1' }), none);
  const first = await put(bench, document(ALLOW), 'NO_POLICY');
  const other = {
    name: 'PolicyNotFoundException',
    message: `${words}, but the policy associated to target table table has revision id ${first}.`,
  };
  await assert.rejects(put(bench, document(ALLOW), '1'), other);
  await assert.rejects(deleteResourcePolicy(bench.context(), { ResourceArn, ExpectedRevisionId: '1' }), other);
  await assert.rejects(put(bench, document(ALLOW), 'NO_POLICY'), {
    name: 'PolicyNotFoundException',
    message: `Resource-based policy not found for the provided ResourceArn: Requested policy update expecting none to be present for table table, but a policy exists with revision id ${first}.`,
  });
  const second = await put(bench, document({ ...ALLOW, Sid: 'second' }), first);
  await deleteResourcePolicy(bench.context(), { ResourceArn, ExpectedRevisionId: second });
});

const REFUSED: readonly [what: string, policy: string, message: string][] = [
  [
    'no JSON',
    '{',
    'One or more parameter values were invalid: Invalid policy document: This policy contains invalid Json',
  ],
  [
    'no statement',
    document(),
    'One or more parameter values were invalid: Invalid policy document: Could not parse the policy: Statement is empty!',
  ],
  [
    'one Sid twice',
    document({ ...ALLOW, Sid: 'a' }, { ...ALLOW, Sid: 'a' }),
    'One or more parameter values were invalid: Invalid policy document: The Statement Ids in the policy are not unique',
  ],
  [
    'everybody',
    document({ ...ALLOW, Principal: '*' }),
    'Resource-based policy grants unbounded access in one or more elements. Please revise the policy to ensure least-privilege form of access',
  ],
  [
    'everybody of AWS',
    document({ ...ALLOW, Principal: { AWS: '*' } }),
    'Resource-based policy grants unbounded access in one or more elements. Please revise the policy to ensure least-privilege form of access',
  ],
  [
    'too long',
    document({ ...ALLOW, Sid: 'x'.repeat(20_480) }),
    'One or more parameter values were invalid: Maximum policy size of 20480 bytes exceeded',
  ],
];

test('what is no policy of a table', async (t) => {
  await using bench = await openBench();
  await bench.table('table');
  for (const [what, policy, message] of REFUSED) {
    await t.test(what, () => assert.rejects(put(bench, policy), { code: 'ValidationException', message }));
  }
});

test('who would lock itself out has to confirm it', async () => {
  await using bench = await openBench();
  await bench.table('table');
  const Policy = document({ ...ALLOW, Effect: 'Deny', Action: 'dynamodb:PutResourcePolicy' });
  const ctx = bench.context({ authorize: () => Promise.reject(new WireError('AccessDeniedException', 400, 'denied')) });
  await assert.rejects(putResourcePolicy(ctx, { ResourceArn, Policy }), {
    code: 'ValidationException',
    message:
      'This policy contains a statement that may prevent future policy updates for this resource. Set ConfirmRemoveSelfResourceAccess to true to confirm this change',
  });
  await putResourcePolicy(ctx, { ResourceArn, Policy, ConfirmRemoveSelfResourceAccess: true });
});

test('of a table that is not there', async () => {
  await using bench = await openBench();
  const error = { name: 'ResourceNotFoundException', message: 'Requested resource not found: Table: table not found' };
  await assert.rejects(put(bench, document(ALLOW)), error);
  await assert.rejects(getResourcePolicy(bench.context(), { ResourceArn }), error);
  await assert.rejects(deleteResourcePolicy(bench.context(), { ResourceArn }), error);
});
