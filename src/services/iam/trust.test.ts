import assert from 'node:assert/strict';
import test from 'node:test';
import type { Principal } from '../../auth/principal.ts';
import { ACCOUNT, type Bench, openBench, TRUST } from './iam.fixture.ts';
import { createRole } from './operations/create-role.ts';
import { createUser } from './operations/create-user.ts';
import { deleteUser } from './operations/delete-user.ts';
import { getRole } from './operations/get-role.ts';
import { updateAssumeRolePolicy } from './operations/update-assume-role-policy.ts';
import { updateUser } from './operations/update-user.ts';

const ALICE = `arn:aws:iam::${ACCOUNT}:user/alice`;
const WORKER = `arn:aws:iam::${ACCOUNT}:role/worker`;

function trusting(...principals: readonly string[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: principals }, Action: 'sts:AssumeRole' }],
  });
}

async function newUser(bench: Bench, UserName: string): Promise<Principal> {
  const { User } = await createUser(bench.context(), { UserName });
  const userId = User?.UserId ?? '';
  return { kind: 'user', accountId: ACCOUNT, arn: User?.Arn ?? '', userId, userName: UserName, tags: {} };
}

async function trusts(bench: Bench, principal: Principal): Promise<boolean> {
  const role = await bench.iam.identities.findRole(WORKER);
  assert.ok(role);
  const request = { principal, action: 'sts:AssumeRole', resource: WORKER, context: {} };
  return role.trust.statements.some((statement) => statement.matchesPrincipal(request));
}

async function shownTrust(bench: Bench): Promise<string> {
  const { Role } = await getRole(bench.context(), { RoleName: 'worker' });
  return decodeURIComponent(Role.AssumeRolePolicyDocument ?? '');
}

test('a user that is made anew under the old name is not trusted', async () => {
  await using bench = await openBench();
  const alice = await newUser(bench, 'alice');
  const document = trusting(ALICE, `arn:aws:iam::${ACCOUNT}:root`);
  await createRole(bench.context(), { RoleName: 'worker', AssumeRolePolicyDocument: trusting(ALICE) });
  assert.equal(await trusts(bench, alice), true);
  assert.equal(await shownTrust(bench), trusting(ALICE));
  await deleteUser(bench.context(), { UserName: 'alice' });
  assert.equal(await shownTrust(bench), trusting(alice.userId));
  const other = await newUser(bench, 'alice');
  assert.equal(await trusts(bench, other), false);
  assert.equal(await shownTrust(bench), trusting(alice.userId));
  await updateAssumeRolePolicy(bench.context(), { RoleName: 'worker', PolicyDocument: document });
  assert.equal(await trusts(bench, other), true);
  assert.equal(await shownTrust(bench), document);
});

test('a user that is renamed stays trusted', async () => {
  await using bench = await openBench();
  const alice = await newUser(bench, 'alice');
  await createRole(bench.context(), { RoleName: 'worker', AssumeRolePolicyDocument: trusting(ALICE) });
  await updateUser(bench.context(), { UserName: 'alice', NewUserName: 'bob' });
  const bob = { ...alice, arn: `arn:aws:iam::${ACCOUNT}:user/bob`, userName: 'bob' };
  assert.equal(await trusts(bench, bob), true);
});

test('principals that are not there', async () => {
  await using bench = await openBench();
  await createRole(bench.context(), { RoleName: 'worker', AssumeRolePolicyDocument: TRUST });
  const put = (...principals: readonly string[]) =>
    updateAssumeRolePolicy(bench.context(), { RoleName: 'worker', PolicyDocument: trusting(...principals) });
  for (const arn of [ALICE, `arn:aws:iam::${ACCOUNT}:role/none`, `arn:aws:iam::${ACCOUNT}:role/path/worker`]) {
    await assert.rejects(put(WORKER, arn), {
      name: 'MalformedPolicyDocumentException',
      message: `Invalid principal in policy: "AWS":"${arn}"`,
    });
  }
  const elsewhere = [`arn:aws:iam::999999999999:role/vendor`, 'arn:aws:iam::999999999999:root', '*'];
  await put(WORKER, ...elsewhere);
  assert.equal(await shownTrust(bench), trusting(WORKER, ...elsewhere));
});
