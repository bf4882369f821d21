import assert from 'node:assert/strict';
import test from 'node:test';
import { createAuthorizer } from '../../auth/authorizer.ts';
import { parsePolicy } from '../../auth/policy/parse.ts';
import type { Principal, PrincipalSource } from '../../auth/principal.ts';
import { silentLog } from '../../kit/log.ts';
import type { AccessCheck } from '../service.ts';
import { lambdaAccess } from './access.ts';
import { type Bench, newFunction, openBench, ROLE } from './lambda.fixture.ts';
import { addPermission } from './operations/add-permission.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:hello';
const FunctionName = 'hello';

test('creating asks for the function, its tags and the role', async () => {
  await using bench = await openBench();
  const checks = await lambdaAccess.CreateFunction?.checks(bench.context(), newFunction({ Tags: { team: 'a' } }));
  const context = { 'aws:TagKeys': ['team'], 'aws:RequestTag/team': 'a' };
  const on = { resource: ARN, resourceAccountId: '000000000000', context };
  assert.deepEqual(checks, [
    { action: 'lambda:CreateFunction', ...on },
    { action: 'lambda:TagResource', ...on },
    {
      action: 'iam:PassRole',
      resource: ROLE,
      resourceAccountId: '000000000000',
      context: { 'iam:PassedToService': 'lambda.amazonaws.com', 'iam:AssociatedResourceArn': ARN },
    },
  ]);
});

test('a role of another account cannot be handed over (AWS, seen 2026-11-24)', async () => {
  await using bench = await openBench();
  const input = newFunction({ Role: 'arn:aws:iam::111111111111:role/r' });
  assert.throws(() => lambdaAccess.CreateFunction?.checks(bench.context(), input), {
    name: 'AccessDeniedException',
    message: 'Cross-account pass role is not allowed.',
  });
});

test('updating the configuration asks for the role only where one is given', async () => {
  await using bench = await openBench();
  await bench.create();
  const actions = async (input: { readonly Role?: string }) => {
    const checks = await lambdaAccess.UpdateFunctionConfiguration?.checks(bench.context(), { FunctionName, ...input });
    return checks?.map(({ action }) => action);
  };
  assert.deepEqual(await actions({}), ['lambda:UpdateFunctionConfiguration']);
  assert.deepEqual(await actions({ Role: ROLE }), ['lambda:UpdateFunctionConfiguration', 'iam:PassRole']);
});

test('the qualifier is part of the resource, and tags are condition keys', async () => {
  await using bench = await openBench();
  await bench.create({ Tags: { team: 'a' } });
  const [check] = await invokeChecks(bench, { Qualifier: '$LATEST' });
  assert.equal(check?.resource, `${ARN}:$LATEST`);
  assert.deepEqual(check.context, { 'aws:ResourceTag/team': 'a' });
});

test('taking away a permission tells whose it was', async () => {
  await using bench = await openBench();
  await bench.create();
  const input = { FunctionName, StatementId: 's', Principal: 's3.amazonaws.com', Action: 'lambda:InvokeFunction' };
  await addPermission(bench.context(), input);
  const [check] = (await lambdaAccess.RemovePermission?.checks(bench.context(), input)) ?? [];
  assert.equal(check?.context?.['lambda:Principal'], 's3.amazonaws.com');
});

const STRANGER: Principal = {
  kind: 'user',
  accountId: '111111111111',
  arn: 'arn:aws:iam::111111111111:user/eve',
  userId: 'AIDAEXAMPLE',
  userName: 'eve',
  tags: {},
};

test('from another account both sides must allow', async () => {
  await using bench = await openBench();
  await bench.create();
  assert.equal(await allowed(await invokeChecks(bench)), false);
  const grant = { FunctionName, Principal: STRANGER.accountId, Action: 'lambda:InvokeFunction' };
  await addPermission(bench.context(), { ...grant, StatementId: 's' });
  assert.equal(await allowed(await invokeChecks(bench)), true);
  const deletion = { FunctionName: ARN };
  const checks = (await lambdaAccess.DeleteFunction?.checks(bench.context(), deletion)) ?? [];
  assert.equal(await allowed(checks), false);
});

test('each operation asks only for actions that it says', async () => {
  await using bench = await openBench();
  await bench.create();
  const input = { ...newFunction(), Resource: ARN, Tags: { a: 'b' }, TagKeys: ['a'], StatementId: 's', Principal: '*' };
  for (const [operation, access] of Object.entries(lambdaAccess)) {
    const checks = await access.checks(bench.context(), input as never);
    for (const { action } of checks) assert.ok(access.actions.includes(action), `${operation}: ${action}`);
    assert.ok(checks.length > 0, operation);
  }
});

async function invokeChecks(
  bench: Bench,
  input: { readonly Qualifier?: string } = {},
): Promise<readonly AccessCheck[]> {
  return (await lambdaAccess.Invoke?.checks(bench.context(), { FunctionName: ARN, ...input })) ?? [];
}

/** What the real authorizer says of a stranger who may do everything in its own account. */
async function allowed(checks: readonly AccessCheck[]): Promise<boolean> {
  const everything = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}';
  const identity = [{ origin: { type: 'identity-based' }, policy: parsePolicy(everything, 'identity') }] as const;
  const principals: PrincipalSource = {
    findCredential: () => Promise.resolve(undefined),
    policiesOf: () => Promise.resolve({ identity }),
    generation: () => 1,
    keyUsed() {},
  };
  const authorizer = createAuthorizer({ principals, log: silentLog });
  const decisions = await Promise.all(
    checks.map((check) => authorizer.decide({ context: {}, ...check, principal: STRANGER })),
  );
  return decisions.every((decision) => decision.allowed);
}
