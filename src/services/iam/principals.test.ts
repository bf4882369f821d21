import assert from 'node:assert/strict';
import test from 'node:test';
import type { AttachedPolicy, Principal } from '../../auth/principal.ts';
import { ACCOUNT, allowing, type Bench, openBench, ROOT, TRUST } from './iam.fixture.ts';
import { addUserToGroup } from './operations/add-user-to-group.ts';
import { attachRolePolicy } from './operations/attach-role-policy.ts';
import { attachUserPolicy } from './operations/attach-user-policy.ts';
import { createAccessKey } from './operations/create-access-key.ts';
import { createGroup } from './operations/create-group.ts';
import { createPolicy } from './operations/create-policy.ts';
import { createPolicyVersion } from './operations/create-policy-version.ts';
import { createRole } from './operations/create-role.ts';
import { createUser } from './operations/create-user.ts';
import { deleteAccessKey } from './operations/delete-access-key.ts';
import { getAccessKeyLastUsed } from './operations/get-access-key-last-used.ts';
import { putGroupPolicy } from './operations/put-group-policy.ts';
import { putUserPermissionsBoundary } from './operations/put-user-permissions-boundary.ts';
import { putUserPolicy } from './operations/put-user-policy.ts';
import { tagUser } from './operations/tag-user.ts';
import { updateAccessKey } from './operations/update-access-key.ts';
import { updateGroup } from './operations/update-group.ts';
import { updateUser } from './operations/update-user.ts';

async function userWithKey(bench: Bench, name: string): Promise<string> {
  await createUser(bench.context(), { UserName: name });
  const { AccessKey } = await createAccessKey(bench.context(), { UserName: name });
  return AccessKey.AccessKeyId;
}

async function principalOf(bench: Bench, accessKeyId: string): Promise<Principal> {
  const credential = await bench.iam.principals.findCredential(accessKeyId, undefined);
  assert.ok(credential);
  return credential.principal;
}

async function identityOf(bench: Bench, accessKeyId: string): Promise<readonly AttachedPolicy[]> {
  const { identity } = await bench.iam.principals.policiesOf(await principalOf(bench, accessKeyId));
  return identity;
}

const allows = (policies: readonly AttachedPolicy[], action: string): boolean =>
  policies.some(({ policy }) => policy.statements.some((statement) => statement.matchesAction(action)));

test('an account has a root user and an administrator, whose keys can be shown again', async () => {
  await using bench = await openBench();
  const { root, admin } = bench.account;
  const rootCredential = await bench.iam.principals.findCredential(root.accessKeyId, undefined);
  assert.equal(rootCredential?.secretAccessKey, root.secretAccessKey);
  assert.equal(rootCredential.principal.kind, 'root');
  assert.equal(rootCredential.principal.arn, `arn:aws:iam::${ACCOUNT}:root`);
  const adminPrincipal = await principalOf(bench, admin.accessKeyId);
  assert.equal(adminPrincipal.arn, `arn:aws:iam::${ACCOUNT}:user/admin`);
  assert.match(adminPrincipal.userId, /^AIDA[A-Z2-7]{17}$/);
  assert.ok(allows(await identityOf(bench, admin.accessKeyId), 'lambda:CreateFunction'));
  assert.deepEqual(await bench.iam.accounts.reveal(ACCOUNT), { root, admin });
  assert.equal(await bench.iam.accounts.create(ACCOUNT), undefined);
  assert.ok(await bench.iam.accounts.create('111111111111', 'second'));
  assert.deepEqual(
    (await bench.iam.accounts.list()).map(({ accountId, name }) => [accountId, name]),
    [
      [ACCOUNT, undefined],
      ['111111111111', 'second'],
    ],
  );
});

test('a key is known as long as it is there, and says when it is inactive', async () => {
  await using bench = await openBench();
  const id = await userWithKey(bench, 'alice');
  const find = () => bench.iam.principals.findCredential(id, undefined);
  assert.equal((await find())?.active, true);
  await updateAccessKey(bench.context(), { UserName: 'alice', AccessKeyId: id, Status: 'Inactive' });
  assert.equal((await find())?.active, false);
  await updateUser(bench.context(), { UserName: 'alice', NewUserName: 'Bob', NewPath: '/team/' });
  assert.equal((await find())?.principal.arn, `arn:aws:iam::${ACCOUNT}:user/team/Bob`);
  await tagUser(bench.context(), { UserName: 'Bob', Tags: [{ Key: 'team', Value: 'blue' }] });
  assert.deepEqual((await find())?.principal.tags, { team: 'blue' });
  await deleteAccessKey(bench.context(), { UserName: 'Bob', AccessKeyId: id });
  assert.equal(await find(), undefined);
  assert.equal(await bench.iam.principals.findCredential('AKIAIOSFODNN7EXAMPLE', undefined), undefined);
});

test('policies of a user: inline, attached, of groups; a change is effective at once', async () => {
  await using bench = await openBench();
  const id = await userWithKey(bench, 'alice');
  const steps: readonly (readonly [string, () => Promise<unknown>])[] = [
    [
      's3:GetObject',
      () =>
        putUserPolicy(bench.context(), {
          UserName: 'alice',
          PolicyName: 'p',
          PolicyDocument: allowing('s3:GetObject'),
        }),
    ],
    [
      'sqs:SendMessage',
      async () => {
        const made = await createPolicy(bench.context(), { PolicyName: 'q', PolicyDocument: allowing('sns:Publish') });
        const arn = made.Policy?.Arn ?? '';
        await attachUserPolicy(bench.context(), { UserName: 'alice', PolicyArn: arn });
        await createPolicyVersion(bench.context(), {
          PolicyArn: arn,
          PolicyDocument: allowing('sqs:SendMessage'),
          SetAsDefault: true,
        });
      },
    ],
    [
      'dynamodb:GetItem',
      async () => {
        await createGroup(bench.context(), { GroupName: 'dev' });
        await addUserToGroup(bench.context(), { GroupName: 'dev', UserName: 'alice' });
        await updateGroup(bench.context(), { GroupName: 'dev', NewGroupName: 'Developers' });
        await putGroupPolicy(bench.context(), {
          GroupName: 'Developers',
          PolicyName: 'g',
          PolicyDocument: allowing('dynamodb:GetItem'),
        });
      },
    ],
  ];
  for (const [action, step] of steps) {
    assert.equal(allows(await identityOf(bench, id), action), false);
    await step();
    assert.equal(allows(await identityOf(bench, id), action), true, action);
  }
  const policies = await identityOf(bench, id);
  assert.equal(allows(policies, 'sns:Publish'), false);
  assert.deepEqual(
    policies.map(({ origin }) => origin),
    [
      { type: 'identity-based', name: 'p', holder: 'user/alice' },
      { type: 'identity-based', arn: `arn:aws:iam::${ACCOUNT}:policy/q` },
      { type: 'identity-based', name: 'g', holder: 'group/Developers' },
    ],
  );
});

test('a boundary and session policies are layers of their own', async () => {
  await using bench = await openBench();
  const id = await userWithKey(bench, 'alice');
  const arn = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
  await putUserPermissionsBoundary(bench.context(), { UserName: 'alice', PermissionsBoundary: arn });
  const principal = await principalOf(bench, id);
  const { boundary, session } = await bench.iam.principals.policiesOf(principal);
  assert.deepEqual(boundary?.origin, { type: 'permissions boundary', arn });
  assert.equal(session, undefined);
  const limited = {
    ...principal,
    session: {
      issuedAtMs: 0,
      expiresAtMs: 1,
      mfaAuthenticated: false,
      policyArns: [arn, 'arn:aws:iam::aws:policy/Gone'],
    },
  };
  const policies = await bench.iam.principals.policiesOf(limited);
  assert.deepEqual(
    policies.session?.map(({ origin }) => origin),
    [{ type: 'session', arn }],
  );
});

test('a temporary key is of the role that is there now', async () => {
  let uniqueId = '';
  await using bench = await openBench({
    open: (accessKeyId) => ({
      accessKeyId,
      secretAccessKey: 'secret',
      issuedAtMs: 0,
      expiresAtMs: 1,
      holder: {
        kind: 'role',
        accountId: ACCOUNT,
        name: 'worker',
        arn: `arn:aws:iam::${ACCOUNT}:role/worker`,
        uniqueId,
        sessionName: 'fn',
      },
      tags: {},
      transitiveTagKeys: [],
    }),
  });
  const find = () => bench.iam.principals.findCredential('ASIAXXXXXXXXXXXXXXXX', 'token');
  assert.equal(await find(), undefined);
  const { Role } = await createRole(bench.context(), { RoleName: 'worker', AssumeRolePolicyDocument: TRUST });
  assert.equal(await find(), undefined);
  uniqueId = Role.RoleId;
  await attachRolePolicy(bench.context(), {
    RoleName: 'worker',
    PolicyArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
  });
  const credential = await find();
  assert.equal(credential?.principal.arn, `arn:aws:sts::${ACCOUNT}:assumed-role/worker/fn`);
  const { identity } = await bench.iam.principals.policiesOf(credential.principal);
  assert.ok(allows(identity, 'logs:PutLogEvents'));
  assert.equal(await bench.iam.principals.findCredential('ASIAXXXXXXXXXXXXXXXX', undefined), undefined);
  const role = await bench.iam.identities.findRole(Role.Arn);
  assert.equal(role?.uniqueId, uniqueId);
  assert.equal(await bench.iam.identities.findRole(`arn:aws:iam::${ACCOUNT}:role/path/worker`), undefined);
});

test('the last use of a key is known at once, and kept after a flush', async () => {
  await using bench = await openBench();
  const id = await userWithKey(bench, 'alice');
  const lastUsed = async () => (await getAccessKeyLastUsed(bench.context(), { AccessKeyId: id })).AccessKeyLastUsed;
  assert.deepEqual(await lastUsed(), { ServiceName: 'N/A', Region: 'N/A' });
  bench.iam.principals.keyUsed(id, 'lambda', 'eu-west-1', ROOT);
  const used = { LastUsedDate: bench.clock.nowMs(), ServiceName: 'lambda', Region: 'eu-west-1' };
  assert.deepEqual(await lastUsed(), used);
  bench.clock.advance(60_000);
  assert.deepEqual(await lastUsed(), used);
});
