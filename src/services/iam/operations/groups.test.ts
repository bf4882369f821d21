import assert from 'node:assert/strict';
import test from 'node:test';
import { ACCOUNT, allowing, openBench, START_MS } from '../iam.fixture.ts';
import { addUserToGroup } from './add-user-to-group.ts';
import { attachGroupPolicy } from './attach-group-policy.ts';
import { createGroup } from './create-group.ts';
import { createUser } from './create-user.ts';
import { deleteGroup } from './delete-group.ts';
import { deleteGroupPolicy } from './delete-group-policy.ts';
import { deleteUser } from './delete-user.ts';
import { detachGroupPolicy } from './detach-group-policy.ts';
import { getGroup } from './get-group.ts';
import { getGroupPolicy } from './get-group-policy.ts';
import { listGroups } from './list-groups.ts';
import { listGroupsForUser } from './list-groups-for-user.ts';
import { putGroupPolicy } from './put-group-policy.ts';
import { removeUserFromGroup } from './remove-user-from-group.ts';
import { updateGroup } from './update-group.ts';

const S3 = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
const dev = { GroupName: 'dev' };

test('a group as AWS shows it, its members in pages', async () => {
  await using bench = await openBench();
  const { Group } = await createGroup(bench.context(), { ...dev, Path: '/team/' });
  assert.match(Group.GroupId, /^AGPA[A-Z2-7]{17}$/);
  const arn = `arn:aws:iam::${ACCOUNT}:group/team/dev`;
  assert.deepEqual(Group, { Path: '/team/', ...dev, GroupId: Group.GroupId, Arn: arn, CreateDate: START_MS });
  assert.deepEqual(await listGroups(bench.context(), {}), { Groups: [Group], IsTruncated: false });
  const names = ['a', 'B', 'c', 'd', 'e'];
  for (const UserName of names) {
    await createUser(bench.context(), { UserName });
    await addUserToGroup(bench.context(), { ...dev, UserName });
    await addUserToGroup(bench.context(), { ...dev, UserName });
  }
  const found: string[] = [];
  let Marker: string | undefined;
  do {
    const page = await getGroup(bench.context(), { ...dev, MaxItems: 2, Marker });
    assert.deepEqual(page.Group, Group);
    found.push(...page.Users.map(({ UserName }) => UserName));
    Marker = page.Marker;
  } while (Marker !== undefined);
  assert.deepEqual(found, names);
});

test('errors of groups (recorded from AWS by public test suites, 2026-02-12)', async () => {
  await using bench = await openBench();
  await createGroup(bench.context(), dev);
  await createUser(bench.context(), { UserName: 'alice' });
  const member = { ...dev, UserName: 'alice' };
  const cases: readonly (readonly [Promise<unknown>, string])[] = [
    [createGroup(bench.context(), { GroupName: 'DEV' }), 'Group with name DEV already exists.'],
    [getGroup(bench.context(), { GroupName: 'none' }), 'The group with name none cannot be found.'],
    [deleteGroup(bench.context(), { GroupName: 'none' }), 'The group with name none cannot be found.'],
    [addUserToGroup(bench.context(), { ...dev, UserName: 'none' }), 'The user with name none cannot be found.'],
    [addUserToGroup(bench.context(), { ...member, GroupName: 'none' }), 'The group with name none cannot be found.'],
    [
      removeUserFromGroup(bench.context(), { UserName: 'any-user', GroupName: 'none' }),
      'The user with name any-user cannot be found.',
    ],
    [getGroupPolicy(bench.context(), { ...dev, PolicyName: 'p' }), 'The group policy with name p cannot be found.'],
    [detachGroupPolicy(bench.context(), { ...dev, PolicyArn: S3 }), `Policy ${S3} was not found.`],
  ];
  for (const [call, message] of cases) await assert.rejects(call, { message });
});

test('a group is deleted only when nothing hangs on it', async () => {
  await using bench = await openBench();
  await createGroup(bench.context(), dev);
  await createUser(bench.context(), { UserName: 'alice' });
  const member = { ...dev, UserName: 'alice' };
  await addUserToGroup(bench.context(), member);
  await attachGroupPolicy(bench.context(), { ...dev, PolicyArn: S3 });
  await putGroupPolicy(bench.context(), { ...dev, PolicyName: 'p', PolicyDocument: allowing('s3:*') });
  const steps: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['delete policies', () => deleteGroupPolicy(bench.context(), { ...dev, PolicyName: 'p' })],
    ['detach all policies', () => detachGroupPolicy(bench.context(), { ...dev, PolicyArn: S3 })],
    ['remove users from group', () => removeUserFromGroup(bench.context(), member)],
  ];
  for (const [must, step] of steps) {
    await assert.rejects(deleteGroup(bench.context(), dev), {
      name: 'DeleteConflictException',
      message: `Cannot delete entity, must ${must} first.`,
    });
    await step();
  }
  await deleteGroup(bench.context(), dev);
  assert.deepEqual((await listGroups(bench.context(), {})).Groups, []);
});

test('a user is in ten groups at most; groups that are renamed stay his', async () => {
  await using bench = await openBench();
  await createUser(bench.context(), { UserName: 'alice' });
  const names = Array.from({ length: 11 }, (_, at) => `group-${at}`);
  for (const GroupName of names) await createGroup(bench.context(), { GroupName });
  const added = await Promise.allSettled(
    names.map((GroupName) => addUserToGroup(bench.context(), { GroupName, UserName: 'alice' })),
  );
  const refused = added.filter((result) => result.status === 'rejected').map(({ reason }) => (reason as Error).message);
  assert.deepEqual(refused, ['Cannot exceed quota for GroupsPerUser: 10']);
  const { Groups } = await listGroupsForUser(bench.context(), { UserName: 'alice' });
  const [first] = Groups;
  await updateGroup(bench.context(), { GroupName: first?.GroupName ?? '', NewGroupName: 'A', NewPath: '/new/' });
  const renamed = await listGroupsForUser(bench.context(), { UserName: 'alice', MaxItems: 1 });
  assert.deepEqual(renamed.Groups, [
    { ...first, GroupName: 'A', Path: '/new/', Arn: `arn:aws:iam::${ACCOUNT}:group/new/A` },
  ]);
  assert.equal(renamed.IsTruncated, true);
  const members = await getGroup(bench.context(), { GroupName: 'A' });
  assert.equal(members.Users.length, 1);
});

test('joining a group races with the end of either: never a member of nothing, never a member that is nobody', async () => {
  await using bench = await openBench();
  for (let round = 0; round < 15; round++) {
    const [UserName, GroupName] = [`user-${round}`, `group-${round}`];
    await createUser(bench.context(), { UserName });
    await createGroup(bench.context(), { GroupName });
    const [added, userGone, groupGone] = await Promise.allSettled([
      addUserToGroup(bench.context(), { UserName, GroupName }),
      deleteUser(bench.context(), { UserName }),
      deleteGroup(bench.context(), { GroupName }),
    ]);
    const ended = [userGone, groupGone].filter(({ status }) => status === 'fulfilled').length;
    assert.equal(added.status === 'fulfilled', ended === 0);
  }
  const left = await bench.store.range({ prefix: ['account', ACCOUNT, 'iam', 'member'], limit: 100 });
  const users = await bench.store.range({ prefix: ['account', ACCOUNT, 'iam', 'user'], limit: 100 });
  assert.equal(left.entries.length, users.entries.length - 1);
});
