import assert from 'node:assert/strict';
import test from 'node:test';
import { ACCOUNT, allow, Bench, START_MS, type Statement } from './sts.fixture.ts';

const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`;
const LAMBDA: Statement = allow('sts:AssumeRole', { Principal: { Service: 'lambda.amazonaws.com' } });
const REFUSED = {
  name: 'RoleNotAssumableError',
  message: 'The role defined for the function cannot be assumed by Lambda.',
};

test('a function gets the credentials of its role, under its own name', async () => {
  const bench = new Bench();
  const role = bench.role('r', [LAMBDA], { policy: [allow('s3:GetObject')] });
  const found = await bench.sts.roleCredentials.assumeForFunction(role, 'f', FUNCTION);
  assert.equal(found.expiresAtMs, START_MS + 43_200_000);
  const session = bench.signIn({
    AccessKeyId: found.accessKeyId,
    SecretAccessKey: found.secretAccessKey,
    SessionToken: found.sessionToken,
    Expiration: found.expiresAtMs,
  });
  assert.equal(session?.arn, `arn:aws:sts::${ACCOUNT}:assumed-role/r/f`);
  assert.equal(await bench.may(session, 's3:GetObject'), true);
  assert.equal(await bench.may(session, 's3:PutObject'), false);
});

test('only where the role trusts Lambda', async () => {
  const bench = new Bench();
  const { roleCredentials } = bench.sts;
  const service = (name: string): Statement => allow('sts:AssumeRole', { Principal: { Service: name } });
  const other = bench.role('other', [service('ec2.amazonaws.com')]);
  const nobody = bench.role('nobody', [allow('sts:AssumeRole', { Principal: { AWS: ACCOUNT } })]);
  for (const role of [other, nobody, `arn:aws:iam::${ACCOUNT}:role/missing`]) {
    await assert.rejects(roleCredentials.assumeForFunction(role, 'f', FUNCTION), REFUSED);
    assert.equal(await roleCredentials.canBeAssumedBy(role, 'lambda.amazonaws.com'), false);
  }
  assert.equal(await roleCredentials.canBeAssumedBy(other, 'ec2.amazonaws.com'), true);
  const denied = bench.role('denied', [LAMBDA, { ...LAMBDA, Effect: 'Deny' }]);
  await assert.rejects(roleCredentials.assumeForFunction(denied, 'f', FUNCTION), REFUSED);
});

test('a role may trust Lambda for one function only', async () => {
  const bench = new Bench();
  const { roleCredentials } = bench.sts;
  const role = bench.role('r', [{ ...LAMBDA, Condition: { ArnEquals: { 'aws:SourceArn': FUNCTION } } }]);
  assert.ok(await roleCredentials.assumeForFunction(role, 'f', FUNCTION));
  await assert.rejects(roleCredentials.assumeForFunction(role, 'g', `${FUNCTION}2`), REFUSED);
});
