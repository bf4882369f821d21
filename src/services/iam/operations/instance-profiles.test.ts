import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, openBench, TRUST } from '../iam.fixture.ts';
import type { IamContext } from '../parts.ts';
import { addRoleToInstanceProfile } from './add-role-to-instance-profile.ts';
import { attachRolePolicy } from './attach-role-policy.ts';
import { createInstanceProfile } from './create-instance-profile.ts';
import { createRole } from './create-role.ts';
import { createServiceLinkedRole } from './create-service-linked-role.ts';
import { deleteInstanceProfile } from './delete-instance-profile.ts';
import { deleteRole } from './delete-role.ts';
import { deleteServiceLinkedRole } from './delete-service-linked-role.ts';
import { getInstanceProfile } from './get-instance-profile.ts';
import { getServiceLinkedRoleDeletionStatus } from './get-service-linked-role-deletion-status.ts';
import { listInstanceProfileTags } from './list-instance-profile-tags.ts';
import { listInstanceProfiles } from './list-instance-profiles.ts';
import { listInstanceProfilesForRole } from './list-instance-profiles-for-role.ts';
import { removeRoleFromInstanceProfile } from './remove-role-from-instance-profile.ts';
import { tagInstanceProfile } from './tag-instance-profile.ts';
import { untagInstanceProfile } from './untag-instance-profile.ts';
import { updateRoleDescription } from './update-role-description.ts';

const InstanceProfileName = 'web';
const RoleName = 'r';

test('an instance profile holds one role, and both are in each other’s way', async () => {
  await using bench = await openBench();
  const ctx = (): IamContext => bench.context();
  await createRole(ctx(), { RoleName, AssumeRolePolicyDocument: TRUST });
  const { InstanceProfile } = await createInstanceProfile(ctx(), { InstanceProfileName, Path: '/tools/' });
  assert.equal(InstanceProfile.Arn, `arn:aws:iam::${ACCOUNT}:instance-profile/tools/web`);
  assert.deepEqual(InstanceProfile.Roles, []);
  await assert.rejects(createInstanceProfile(ctx(), { InstanceProfileName: 'WEB' }), {
    message: 'Instance Profile WEB already exists.',
  });
  await addRoleToInstanceProfile(ctx(), { InstanceProfileName, RoleName });
  await assert.rejects(addRoleToInstanceProfile(ctx(), { InstanceProfileName, RoleName }), {
    message: 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
  });
  const listed = await listInstanceProfilesForRole(ctx(), { RoleName });
  assert.deepEqual(
    listed.InstanceProfiles.map((profile) => [profile.InstanceProfileName, profile.Roles[0]?.RoleName]),
    [['web', 'r']],
  );
  assert.equal((await getInstanceProfile(ctx(), { InstanceProfileName })).InstanceProfile.Roles.length, 1);
  assert.equal((await listInstanceProfiles(ctx(), { PathPrefix: '/tools/' })).InstanceProfiles.length, 1);
  assert.equal((await listInstanceProfiles(ctx(), { PathPrefix: '/other/' })).InstanceProfiles.length, 0);
  const held = { message: 'Cannot delete entity, must remove roles from instance profile first.' };
  await assert.rejects(deleteInstanceProfile(ctx(), { InstanceProfileName }), held);
  await assert.rejects(deleteRole(ctx(), { RoleName }), held);
  await removeRoleFromInstanceProfile(ctx(), { InstanceProfileName, RoleName });
  await deleteRole(ctx(), { RoleName });
  await deleteInstanceProfile(ctx(), { InstanceProfileName });
  await assert.rejects(getInstanceProfile(ctx(), { InstanceProfileName }), {
    message: 'Instance Profile web cannot be found.',
  });
});

test('tags of instance profiles', async () => {
  await using bench = await openBench();
  const ctx = (): IamContext => bench.context();
  await createInstanceProfile(ctx(), { InstanceProfileName, Tags: [{ Key: 'a', Value: '1' }] });
  await tagInstanceProfile(ctx(), { InstanceProfileName, Tags: [{ Key: 'b', Value: '2' }] });
  await untagInstanceProfile(ctx(), { InstanceProfileName, TagKeys: ['a'] });
  assert.deepEqual((await listInstanceProfileTags(ctx(), { InstanceProfileName })).Tags, [{ Key: 'b', Value: '2' }]);
});

test('a service-linked role is its service’s, and nobody else changes or deletes it', async () => {
  await using bench = await openBench();
  const ctx = (operation = 'Test'): IamContext => bench.context({ operation });
  const AWSServiceName = 'ops.apigateway.amazonaws.com';
  const { Role } = await createServiceLinkedRole(ctx(), { AWSServiceName, Description: 'for tests' });
  const name = 'AWSServiceRoleForAPIGateway';
  assert.equal(Role?.Arn, `arn:aws:iam::${ACCOUNT}:role/aws-service-role/${AWSServiceName}/${name}`);
  await assert.rejects(createServiceLinkedRole(ctx(), { AWSServiceName }), {
    name: 'InvalidInputException',
    message: `Service role name ${name} has been taken in this account, please try a different suffix.`,
  });
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  for (const change of [
    () => deleteRole(ctx('DeleteRole'), { RoleName: name }),
    () => attachRolePolicy(ctx('AttachRolePolicy'), { RoleName: name, PolicyArn }),
  ]) {
    await assert.rejects(change(), {
      name: 'UnmodifiableEntityException',
      message: `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
    });
  }
  await updateRoleDescription(ctx('UpdateRoleDescription'), { RoleName: name, Description: 'other' });
  const { DeletionTaskId } = await deleteServiceLinkedRole(ctx(), { RoleName: name });
  assert.match(DeletionTaskId, new RegExp(`^task/aws-service-role/${AWSServiceName}/${name}/[0-9a-f-]{36}$`));
  assert.deepEqual(await getServiceLinkedRoleDeletionStatus(ctx(), { DeletionTaskId }), { Status: 'SUCCEEDED' });
  await assert.rejects(
    getServiceLinkedRoleDeletionStatus(ctx(), { DeletionTaskId: DeletionTaskId.replace('APIGateway', 'Other') }),
    { name: 'NoSuchEntityException' },
  );
  await createServiceLinkedRole(ctx(), { AWSServiceName });
});
