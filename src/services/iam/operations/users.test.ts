import assert from 'node:assert/strict';
import test from 'node:test';
import { ACCOUNT, allowing, openBench, ROOT, START_MS } from '../iam.fixture.ts';
import type { IamContext } from '../parts.ts';
import { keys } from '../store.ts';
import { addUserToGroup } from './add-user-to-group.ts';
import { attachUserPolicy } from './attach-user-policy.ts';
import { createAccessKey } from './create-access-key.ts';
import { createGroup } from './create-group.ts';
import { createPolicy } from './create-policy.ts';
import { createUser } from './create-user.ts';
import { deleteAccessKey } from './delete-access-key.ts';
import { deleteUser } from './delete-user.ts';
import { deleteUserPermissionsBoundary } from './delete-user-permissions-boundary.ts';
import { deleteUserPolicy } from './delete-user-policy.ts';
import { detachUserPolicy } from './detach-user-policy.ts';
import { getGroup } from './get-group.ts';
import { getPolicy } from './get-policy.ts';
import { getUser } from './get-user.ts';
import { listAccessKeys } from './list-access-keys.ts';
import { listAttachedUserPolicies } from './list-attached-user-policies.ts';
import { listEntitiesForPolicy } from './list-entities-for-policy.ts';
import { listGroupsForUser } from './list-groups-for-user.ts';
import { listUsers } from './list-users.ts';
import { listUserTags } from './list-user-tags.ts';
import { putUserPolicy } from './put-user-policy.ts';
import { removeUserFromGroup } from './remove-user-from-group.ts';
import { tagUser } from './tag-user.ts';
import { untagUser } from './untag-user.ts';
import { updateUser } from './update-user.ts';

const S3 = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';

test('a user as AWS shows it: list without, single answer with tags and boundary', async () => {
  await using bench = await openBench();
  const made = await createUser(bench.context(), {
    UserName: 'Alice',
    Path: '/team/',
    PermissionsBoundary: S3,
    Tags: [
      { Key: 'b', Value: '2' },
      { Key: 'a', Value: '1' },
    ],
  });
  const listed = {
    Path: '/team/',
    UserName: 'Alice',
    UserId: made.User?.UserId,
    Arn: `arn:aws:iam::${ACCOUNT}:user/team/Alice`,
    CreateDate: START_MS,
  };
  const shown = {
    ...listed,
    PermissionsBoundary: { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: S3 },
    Tags: [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ],
  };
  assert.deepEqual(made, { User: shown });
  assert.deepEqual(await getUser(bench.context(), { UserName: 'Alice' }), { User: shown });
  assert.deepEqual(await listUsers(bench.context(), { PathPrefix: '/team/' }), { Users: [listed], IsTruncated: false });
});

test('names are unique whatever their case, and found only as they are', async () => {
  await using bench = await openBench();
  await createUser(bench.context(), { UserName: 'Alice' });
  await assert.rejects(createUser(bench.context(), { UserName: 'alice' }), {
    name: 'EntityAlreadyExistsException',
    message: 'User with name alice already exists.',
  });
  await assert.rejects(getUser(bench.context(), { UserName: 'alice' }), {
    name: 'NoSuchEntityException',
    message: 'The user with name alice cannot be found.',
  });
  await updateUser(bench.context(), { UserName: 'Alice', NewUserName: 'alice' });
  assert.equal((await getUser(bench.context(), { UserName: 'alice' })).User.UserName, 'alice');
  const names = await Promise.allSettled(
    ['Bob', 'bob', 'BOB'].map((UserName) => createUser(bench.context(), { UserName })),
  );
  assert.equal(names.filter(({ status }) => status === 'fulfilled').length, 1);
});

test('GetUser without a name is the caller', async () => {
  await using bench = await openBench();
  await createUser(bench.context(), { UserName: 'alice' });
  const root = await getUser(bench.context(), {});
  assert.equal(root.User.Arn, `arn:aws:iam::${ACCOUNT}:root`);
  const as = (principal: Partial<IamContext['principal']>) => bench.context({ principal: { ...ROOT, ...principal } });
  const own = await getUser(as({ kind: 'user', userName: 'alice' }), {});
  assert.equal(own.User.UserName, 'alice');
  await assert.rejects(getUser(as({ kind: 'assumed-role' }), {}), {
    code: 'ValidationError',
    message: 'Must specify userName when calling with non-User credentials',
  });
});

test('a user is deleted only when nothing hangs on it', async () => {
  await using bench = await openBench();
  const user = { UserName: 'alice' };
  await createUser(bench.context(), { ...user, PermissionsBoundary: S3 });
  await createGroup(bench.context(), { GroupName: 'dev' });
  const { AccessKey } = await createAccessKey(bench.context(), user);
  await addUserToGroup(bench.context(), { ...user, GroupName: 'dev' });
  await attachUserPolicy(bench.context(), { ...user, PolicyArn: S3 });
  await putUserPolicy(bench.context(), { ...user, PolicyName: 'p', PolicyDocument: allowing('s3:*') });
  const steps: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['delete policies', () => deleteUserPolicy(bench.context(), { ...user, PolicyName: 'p' })],
    ['detach all policies', () => detachUserPolicy(bench.context(), { ...user, PolicyArn: S3 })],
    ['delete access keys', () => deleteAccessKey(bench.context(), { ...user, AccessKeyId: AccessKey.AccessKeyId })],
    ['remove users from group', () => removeUserFromGroup(bench.context(), { ...user, GroupName: 'dev' })],
  ];
  for (const [must, step] of steps) {
    await assert.rejects(deleteUser(bench.context(), user), {
      name: 'DeleteConflictException',
      message: `Cannot delete entity, must ${must} first.`,
    });
    await step();
  }
  await deleteUser(bench.context(), user);
  await assert.rejects(getUser(bench.context(), user), { name: 'NoSuchEntityException' });
  const { Policy } = await getPolicy(bench.context(), { PolicyArn: S3 });
  assert.deepEqual([Policy?.AttachmentCount, Policy?.PermissionsBoundaryUsageCount], [0, 0]);
});

test('deleting a user races with a new key: one of them loses', async () => {
  await using bench = await openBench();
  for (let round = 0; round < 20; round++) {
    await createUser(bench.context(), { UserName: 'alice' });
    const [made, gone] = await Promise.allSettled([
      createAccessKey(bench.context(), { UserName: 'alice' }),
      deleteUser(bench.context(), { UserName: 'alice' }),
    ]);
    assert.notEqual(made.status, gone.status);
    if (made.status === 'rejected') continue;
    const id = made.value.AccessKey.AccessKeyId;
    assert.ok(await bench.iam.principals.findCredential(id, undefined));
    await deleteAccessKey(bench.context(), { UserName: 'alice', AccessKeyId: id });
    await deleteUser(bench.context(), { UserName: 'alice' });
  }
  const left = await bench.store.range({ prefix: ['global', 'access-key'], limit: 100 });
  assert.equal(left.entries.length, 2);
});

test('a user has two keys at most, also when they are made at once', async () => {
  await using bench = await openBench();
  await createUser(bench.context(), { UserName: 'alice' });
  const made = await Promise.allSettled(
    Array.from({ length: 5 }, () => createAccessKey(bench.context(), { UserName: 'alice' })),
  );
  assert.equal(made.filter(({ status }) => status === 'fulfilled').length, 2);
  await assert.rejects(createAccessKey(bench.context(), { UserName: 'alice' }), {
    name: 'LimitExceededException',
    message: 'Cannot exceed quota for AccessKeysPerUser: 2',
  });
  const { AccessKeyMetadata } = await listAccessKeys(bench.context(), { UserName: 'alice' });
  assert.equal(AccessKeyMetadata.length, 2);
  assert.equal('SecretAccessKey' in (AccessKeyMetadata[0] ?? {}), false);
  await assert.rejects(deleteAccessKey(bench.context(), { UserName: 'alice', AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' }), {
    message: 'The Access Key with id AKIAIOSFODNN7EXAMPLE cannot be found.',
  });
});

test('nothing of a secret lies open in the store', async () => {
  await using bench = await openBench();
  await createUser(bench.context(), { UserName: 'alice' });
  const { AccessKey } = await createAccessKey(bench.context(), { UserName: 'alice' });
  const entry = await bench.store.get(keys.entity(ACCOUNT, 'user', 'alice'));
  assert.equal(Buffer.from(entry?.value ?? []).includes(AccessKey.SecretAccessKey), false);
});

test('a renamed user keeps groups, policies and keys', async () => {
  await using bench = await openBench();
  const made = await createPolicy(bench.context(), { PolicyName: 'p', PolicyDocument: allowing('s3:*') });
  const arn = made.Policy?.Arn ?? '';
  await createUser(bench.context(), { UserName: 'alice' });
  await createGroup(bench.context(), { GroupName: 'dev' });
  await addUserToGroup(bench.context(), { UserName: 'alice', GroupName: 'dev' });
  await attachUserPolicy(bench.context(), { UserName: 'alice', PolicyArn: arn });
  await createUser(bench.context(), { UserName: 'taken' });
  await assert.rejects(updateUser(bench.context(), { UserName: 'alice', NewUserName: 'Taken' }), {
    message: 'User with name Taken already exists.',
  });
  await updateUser(bench.context(), { UserName: 'alice', NewUserName: 'bob' });
  const members = (await getGroup(bench.context(), { GroupName: 'dev' })).Users.map(({ UserName }) => UserName);
  assert.deepEqual(members, ['bob']);
  const groups = await listGroupsForUser(bench.context(), { UserName: 'bob' });
  assert.deepEqual(
    groups.Groups.map(({ GroupName }) => GroupName),
    ['dev'],
  );
  const attached = await listAttachedUserPolicies(bench.context(), { UserName: 'bob' });
  assert.deepEqual(attached.AttachedPolicies, [{ PolicyName: 'p', PolicyArn: arn }]);
  // Another case of the same name lies under the same keys.
  await updateUser(bench.context(), { UserName: 'bob', NewUserName: 'Bob' });
  assert.equal((await getGroup(bench.context(), { GroupName: 'dev' })).Users[0]?.UserName, 'Bob');
  const users = await listEntitiesForPolicy(bench.context(), { PolicyArn: arn });
  assert.equal(users.PolicyUsers?.[0]?.UserName, 'Bob');
  await detachUserPolicy(bench.context(), { UserName: 'Bob', PolicyArn: arn });
});

test('tags: keys are alike whatever their case', async () => {
  await using bench = await openBench();
  await createUser(bench.context(), { UserName: 'alice', Tags: [{ Key: 'Team', Value: 'red' }] });
  await tagUser(bench.context(), {
    UserName: 'alice',
    Tags: [
      { Key: 'team', Value: 'blue' },
      { Key: 'x', Value: '' },
    ],
  });
  const tags = await listUserTags(bench.context(), { UserName: 'alice', MaxItems: 1 });
  assert.deepEqual(tags.Tags, [{ Key: 'team', Value: 'blue' }]);
  assert.equal(tags.IsTruncated, true);
  const rest = await listUserTags(bench.context(), { UserName: 'alice', Marker: tags.Marker });
  assert.deepEqual(rest, { Tags: [{ Key: 'x', Value: '' }], IsTruncated: false });
  await untagUser(bench.context(), { UserName: 'alice', TagKeys: ['TEAM'] });
  assert.deepEqual((await listUserTags(bench.context(), { UserName: 'alice' })).Tags, [{ Key: 'x', Value: '' }]);
  const twice = [
    { Key: 'a', Value: '1' },
    { Key: 'A', Value: '2' },
  ];
  await assert.rejects(tagUser(bench.context(), { UserName: 'alice', Tags: twice }), {
    name: 'InvalidInputException',
    message: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
  });
});

test('pages of users: all of them once, whatever the size of a page', async () => {
  await using bench = await openBench();
  const names = Array.from({ length: 25 }, (_, at) => `user-${String(at).padStart(2, '0')}`);
  for (const [at, UserName] of names.entries()) {
    await createUser(bench.context(), { UserName, Path: at % 2 === 0 ? '/even/' : '/odd/' });
  }
  for (const MaxItems of [1, 7, 25, 26, 100]) {
    for (const PathPrefix of [undefined, '/odd/', '/even/', '/none/']) {
      const found: string[] = [];
      let Marker: string | undefined;
      do {
        const page = await listUsers(bench.context(), { MaxItems, PathPrefix, Marker });
        assert.ok(page.Users.length <= MaxItems);
        assert.equal(page.IsTruncated, page.Marker !== undefined);
        found.push(...page.Users.map(({ UserName }) => UserName));
        Marker = page.Marker;
      } while (Marker !== undefined);
      const wanted = names.filter(
        (_, at) => PathPrefix === undefined || PathPrefix === (at % 2 === 0 ? '/even/' : '/odd/'),
      );
      assert.deepEqual(found, PathPrefix === undefined ? ['admin', ...wanted] : wanted);
    }
  }
  await assert.rejects(listUsers(bench.context(), { Marker: 'x' }), {
    code: 'ValidationError',
    message: 'Invalid Marker.',
  });
});

test('a boundary must be a policy that is there', async () => {
  await using bench = await openBench();
  const arn = `arn:aws:iam::${ACCOUNT}:policy/none`;
  await assert.rejects(createUser(bench.context(), { UserName: 'alice', PermissionsBoundary: arn }), {
    name: 'NoSuchEntityException',
    message: `Scope ARN: ${arn} does not exist or is not attachable.`,
  });
  await createUser(bench.context(), { UserName: 'alice' });
  await assert.rejects(deleteUserPermissionsBoundary(bench.context(), { UserName: 'alice' }), {
    name: 'NoSuchEntityException',
  });
});
