import assert from 'node:assert/strict';
import test from 'node:test';
import { ACCOUNT, allowing, openBench, START_MS, TRUST } from '../iam.fixture.ts';
import { attachRolePolicy } from './attach-role-policy.ts';
import { createRole } from './create-role.ts';
import { createServiceLinkedRole } from './create-service-linked-role.ts';
import { deleteRole } from './delete-role.ts';
import { deleteRolePolicy } from './delete-role-policy.ts';
import { getRole } from './get-role.ts';
import { getRolePolicy } from './get-role-policy.ts';
import { listInstanceProfilesForRole } from './list-instance-profiles-for-role.ts';
import { listRolePolicies } from './list-role-policies.ts';
import { listRoles } from './list-roles.ts';
import { putRolePolicy } from './put-role-policy.ts';
import { updateAssumeRolePolicy } from './update-assume-role-policy.ts';
import { updateRole } from './update-role.ts';
import { updateRoleDescription } from './update-role-description.ts';

const worker = { RoleName: 'worker' };

test('a role as AWS shows it in each answer (recorded from AWS by public test suites, 2026-02-11)', async () => {
  await using bench = await openBench();
  const { Role } = await createRole(bench.context(), {
    ...worker,
    AssumeRolePolicyDocument: TRUST,
    Description: 'initial description',
    Tags: [{ Key: 'test', Value: 'value' }],
  });
  const made = {
    Path: '/',
    RoleName: 'worker',
    RoleId: Role.RoleId,
    Arn: `arn:aws:iam::${ACCOUNT}:role/worker`,
    CreateDate: START_MS,
    AssumeRolePolicyDocument: encodeURIComponent(TRUST),
  };
  const tags = { Tags: [{ Key: 'test', Value: 'value' }] };
  assert.match(Role.RoleId, /^AROA[A-Z2-7]{17}$/);
  assert.deepEqual(Role, { ...made, ...tags });
  const listed = { ...made, Description: 'initial description', MaxSessionDuration: 3600 };
  assert.deepEqual(await getRole(bench.context(), worker), { Role: { ...listed, ...tags, RoleLastUsed: {} } });
  assert.deepEqual(await listRoles(bench.context(), {}), { Roles: [listed], IsTruncated: false });
  const described = await updateRoleDescription(bench.context(), { ...worker, Description: 'other' });
  assert.deepEqual(described.Role, { ...made, Description: 'other' });
  await updateRole(bench.context(), { ...worker, MaxSessionDuration: 7200 });
  await updateRole(bench.context(), worker);
  const { Role: updated } = await getRole(bench.context(), worker);
  assert.deepEqual([updated.Description, updated.MaxSessionDuration], ['other', 7200]);
});

test('errors of roles', async () => {
  await using bench = await openBench();
  const missing = { name: 'NoSuchEntityException', message: 'The role with name worker cannot be found.' };
  await assert.rejects(getRole(bench.context(), worker), missing);
  await assert.rejects(updateRole(bench.context(), worker), missing);
  await assert.rejects(deleteRole(bench.context(), worker), missing);
  await assert.rejects(listInstanceProfilesForRole(bench.context(), worker), missing);
  await createRole(bench.context(), { ...worker, AssumeRolePolicyDocument: TRUST });
  await assert.rejects(createRole(bench.context(), { RoleName: 'Worker', AssumeRolePolicyDocument: TRUST }), {
    name: 'EntityAlreadyExistsException',
    message: 'Role with name Worker already exists.',
  });
  assert.deepEqual(await listInstanceProfilesForRole(bench.context(), worker), {
    InstanceProfiles: [],
    IsTruncated: false,
  });
  await assert.rejects(createServiceLinkedRole(bench.context(), { AWSServiceName: 'lambda.amazonaws.com' }), {
    name: 'InvalidInputException',
  });
});

test('trust policies that AWS refuses (recorded from AWS by public test suites, 2026-02-11)', async () => {
  await using bench = await openBench();
  await createRole(bench.context(), { ...worker, AssumeRolePolicyDocument: TRUST });
  const put = (PolicyDocument: string) => updateAssumeRolePolicy(bench.context(), { ...worker, PolicyDocument });
  const changed = (part: object) => {
    const policy = JSON.parse(TRUST) as { Statement: readonly object[] };
    return JSON.stringify({ ...policy, Statement: [{ ...policy.Statement[0], ...part }] });
  };
  const refused: readonly (readonly [string, string])[] = [
    ['{"Version"', 'This policy contains invalid Json'],
    [changed({ Action: 's3:*' }), 'AssumeRole policy may only specify STS AssumeRole actions.'],
    [changed({ Resource: '*' }), 'Has prohibited field Resource'],
  ];
  for (const [document, message] of refused) {
    await assert.rejects(put(document), { name: 'MalformedPolicyDocumentException', message });
  }
  const services = Array.from({ length: 100 }, (_, at) => `arn:aws:iam::${String(at).padStart(12, '0')}:root`);
  await assert.rejects(put(changed({ Principal: { AWS: services } })), {
    name: 'LimitExceededException',
    message: 'Cannot exceed quota for ACLSizePerRole: 2048',
  });
  const other = changed({ Principal: { Service: 'events.amazonaws.com' } });
  await put(other);
  const { Role } = await getRole(bench.context(), worker);
  assert.equal(decodeURIComponent(Role.AssumeRolePolicyDocument ?? ''), other);
});

test('inline policies: put, get, list, delete, their size together', async () => {
  await using bench = await openBench();
  await createRole(bench.context(), { ...worker, AssumeRolePolicyDocument: TRUST });
  const put = (PolicyName: string, PolicyDocument: string) =>
    putRolePolicy(bench.context(), { ...worker, PolicyName, PolicyDocument });
  const document = allowing('s3:ListBucket');
  for (const name of ['b', 'a', '__proto__']) await put(name, document);
  const { PolicyNames } = await listRolePolicies(bench.context(), worker);
  assert.deepEqual(PolicyNames, ['__proto__', 'a', 'b']);
  const first = await listRolePolicies(bench.context(), { ...worker, MaxItems: 2 });
  const second = await listRolePolicies(bench.context(), { ...worker, Marker: first.Marker });
  assert.deepEqual([...first.PolicyNames, ...second.PolicyNames], PolicyNames);
  const got = await getRolePolicy(bench.context(), { ...worker, PolicyName: 'a' });
  assert.deepEqual(got, {
    ...worker,
    PolicyName: 'a',
    PolicyDocument: encodeURIComponent(document).replace('*', '%2A'),
  });
  await deleteRolePolicy(bench.context(), { ...worker, PolicyName: 'a' });
  const missing = { name: 'NoSuchEntityException', message: 'The role policy with name a cannot be found.' };
  await assert.rejects(getRolePolicy(bench.context(), { ...worker, PolicyName: 'a' }), missing);
  await assert.rejects(deleteRolePolicy(bench.context(), { ...worker, PolicyName: 'a' }), missing);
  const large = allowing(...Array.from({ length: 400 }, (_, at) => `s3:Get${at}`));
  await put('a', large);
  await put('a', large);
  await assert.rejects(put('c', allowing(...Array.from({ length: 600 }, (_, at) => `s3:Get${at}`))), {
    name: 'LimitExceededException',
    message: 'Maximum policy size of 10240 bytes exceeded for role worker',
  });
  await assert.rejects(put('c', 'no json'), { name: 'MalformedPolicyDocumentException' });
});

test('deleting a role races with attaching a policy: one of them loses', async () => {
  await using bench = await openBench();
  const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
  for (let round = 0; round < 20; round++) {
    const RoleName = `role-${round}`;
    await createRole(bench.context(), { RoleName, AssumeRolePolicyDocument: TRUST });
    const [attached, gone] = await Promise.allSettled([
      attachRolePolicy(bench.context(), { RoleName, PolicyArn }),
      deleteRole(bench.context(), { RoleName }),
    ]);
    assert.notEqual(attached.status, gone.status);
  }
});
