import assert from 'node:assert/strict';
import test from 'node:test';
import { ACCOUNT, allowing, type Bench, openBench, TRUST } from '../iam.fixture.ts';
import { attachGroupPolicy } from './attach-group-policy.ts';
import { attachRolePolicy } from './attach-role-policy.ts';
import { attachUserPolicy } from './attach-user-policy.ts';
import { createGroup } from './create-group.ts';
import { createPolicy } from './create-policy.ts';
import { createPolicyVersion } from './create-policy-version.ts';
import { createRole } from './create-role.ts';
import { createUser } from './create-user.ts';
import { deletePolicy } from './delete-policy.ts';
import { deletePolicyVersion } from './delete-policy-version.ts';
import { detachRolePolicy } from './detach-role-policy.ts';
import { getAccountSummary } from './get-account-summary.ts';
import { getPolicy } from './get-policy.ts';
import { getPolicyVersion } from './get-policy-version.ts';
import { listEntitiesForPolicy } from './list-entities-for-policy.ts';
import { listPolicies } from './list-policies.ts';
import { listPolicyTags } from './list-policy-tags.ts';
import { listPolicyVersions } from './list-policy-versions.ts';
import { putRolePermissionsBoundary } from './put-role-permissions-boundary.ts';
import { setDefaultPolicyVersion } from './set-default-policy-version.ts';
import { tagPolicy } from './tag-policy.ts';
import { untagPolicy } from './untag-policy.ts';

async function newPolicy(bench: Bench, name: string, path = '/'): Promise<string> {
  const input = { PolicyName: name, Path: path, PolicyDocument: allowing('s3:GetObject') };
  const { Policy } = await createPolicy(bench.context(), input);
  return Policy?.Arn ?? '';
}

const roleNames = (count: number): string[] => Array.from({ length: count }, (_, at) => `role-${at}`);

test('a policy as AWS shows it, its document encoded', async () => {
  await using bench = await openBench();
  const document = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}';
  const { Policy } = await createPolicy(bench.context(), {
    PolicyName: 'p',
    Path: '/team/',
    Description: 'why',
    PolicyDocument: document,
  });
  const arn = `arn:aws:iam::${ACCOUNT}:policy/team/p`;
  const { Description, Tags, ...shown } = (await getPolicy(bench.context(), { PolicyArn: arn })).Policy ?? {};
  assert.deepEqual(Policy, shown);
  assert.deepEqual([Description, Tags], ['why', []]);
  assert.match(Policy?.PolicyId ?? '', /^ANPA[A-Z2-7]{17}$/);
  const { PolicyVersion } = await getPolicyVersion(bench.context(), { PolicyArn: arn, VersionId: 'v1' });
  assert.match(PolicyVersion?.Document ?? '', /s3%3A%2A/);
  assert.equal(decodeURIComponent(PolicyVersion?.Document ?? ''), document);
  await assert.rejects(createPolicy(bench.context(), { PolicyName: 'P', PolicyDocument: document }), {
    name: 'EntityAlreadyExistsException',
    message: 'A policy called P already exists. Duplicate names are not allowed.',
  });
  await assert.rejects(getPolicy(bench.context(), { PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/p` }), {
    message: `Policy arn:aws:iam::${ACCOUNT}:policy/p was not found.`,
  });
  await assert.rejects(getPolicy(bench.context(), { PolicyArn: 'longpolicynamebutnoarn' }), {
    code: 'ValidationError',
    message: 'ARN longpolicynamebutnoarn is not valid.',
  });
});

test('what is no policy is refused in the words of AWS', async () => {
  await using bench = await openBench();
  const refused = (PolicyDocument: string) => createPolicy(bench.context(), { PolicyName: 'p', PolicyDocument });
  await assert.rejects(refused('{'), { name: 'MalformedPolicyDocumentException' });
  const huge = allowing(...Array.from({ length: 400 }, (_, at) => `s3:GetObject${at}`));
  await assert.rejects(refused(huge), {
    name: 'LimitExceededException',
    message: 'Cannot exceed quota for PolicySize: 6144',
  });
  const spaced = `${allowing('s3:GetObject')}${' '.repeat(10_000)}`;
  await refused(spaced);
});

test('versions: five at most, numbers never used again, the default stays', async () => {
  await using bench = await openBench();
  const arn = await newPolicy(bench, 'p');
  const add = (SetAsDefault?: boolean) =>
    createPolicyVersion(bench.context(), { PolicyArn: arn, PolicyDocument: allowing('sns:*'), SetAsDefault });
  const versions = async () => {
    const { Versions = [] } = await listPolicyVersions(bench.context(), { PolicyArn: arn });
    return Versions.map(({ VersionId, IsDefaultVersion }) => `${VersionId}${IsDefaultVersion ? '*' : ''}`);
  };
  assert.equal((await add(true)).PolicyVersion?.VersionId, 'v2');
  for (let count = 0; count < 3; count++) await add();
  assert.deepEqual(await versions(), ['v5', 'v4', 'v3', 'v2*', 'v1']);
  await assert.rejects(add(), {
    name: 'LimitExceededException',
    message:
      'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
  });
  const at = (VersionId: string) => ({ PolicyArn: arn, VersionId });
  await assert.rejects(deletePolicyVersion(bench.context(), at('v2')), {
    name: 'DeleteConflictException',
    message: 'Cannot delete the default version of a policy.',
  });
  await deletePolicyVersion(bench.context(), at('v5'));
  await setDefaultPolicyVersion(bench.context(), at('v1'));
  await add();
  assert.deepEqual(await versions(), ['v6', 'v4', 'v3', 'v2', 'v1*']);
  const missing = { message: `Policy ${arn} version v9 does not exist or is not attachable.` };
  await assert.rejects(setDefaultPolicyVersion(bench.context(), at('v9')), missing);
  await assert.rejects(deletePolicyVersion(bench.context(), at('v9')), missing);
  await assert.rejects(getPolicyVersion(bench.context(), at('v9')), missing);
  const first = await listPolicyVersions(bench.context(), { PolicyArn: arn, MaxItems: 2 });
  const second = await listPolicyVersions(bench.context(), { PolicyArn: arn, MaxItems: 3, Marker: first.Marker });
  assert.deepEqual(
    second.Versions?.map(({ VersionId }) => VersionId),
    ['v3', 'v2', 'v1'],
  );
  await assert.rejects(deletePolicy(bench.context(), { PolicyArn: arn }), { name: 'DeleteConflictException' });
});

test('attachments: counted, listed, at most ten, needed for deletion', async () => {
  await using bench = await openBench();
  const arn = await newPolicy(bench, 'p');
  await createUser(bench.context(), { UserName: 'alice', Path: '/team/' });
  await createGroup(bench.context(), { GroupName: 'dev' });
  await createRole(bench.context(), { RoleName: 'worker', AssumeRolePolicyDocument: TRUST });
  await attachUserPolicy(bench.context(), { UserName: 'alice', PolicyArn: arn });
  await attachGroupPolicy(bench.context(), { GroupName: 'dev', PolicyArn: arn });
  await attachRolePolicy(bench.context(), { RoleName: 'worker', PolicyArn: arn });
  await attachRolePolicy(bench.context(), { RoleName: 'worker', PolicyArn: arn });
  await putRolePermissionsBoundary(bench.context(), { RoleName: 'worker', PermissionsBoundary: arn });
  const { Policy } = await getPolicy(bench.context(), { PolicyArn: arn });
  assert.deepEqual([Policy?.AttachmentCount, Policy?.PermissionsBoundaryUsageCount], [3, 1]);
  const named = async (input: object) => {
    const found = await listEntitiesForPolicy(bench.context(), { PolicyArn: arn, ...input });
    return [
      ...(found.PolicyUsers ?? []).map(({ UserName }) => UserName),
      ...(found.PolicyGroups ?? []).map(({ GroupName }) => GroupName),
      ...(found.PolicyRoles ?? []).map(({ RoleName }) => RoleName),
    ];
  };
  assert.deepEqual(await named({}), ['alice', 'dev', 'worker']);
  assert.deepEqual(await named({ EntityFilter: 'Role' }), ['worker']);
  assert.deepEqual(await named({ PathPrefix: '/team/' }), ['alice']);
  assert.deepEqual(await named({ PolicyUsageFilter: 'PermissionsBoundary' }), ['worker']);
  await assert.rejects(deletePolicy(bench.context(), { PolicyArn: arn }), {
    name: 'DeleteConflictException',
    message: 'Cannot delete a policy attached to entities.',
  });
  await detachRolePolicy(bench.context(), { RoleName: 'worker', PolicyArn: arn });
  await assert.rejects(detachRolePolicy(bench.context(), { RoleName: 'worker', PolicyArn: arn }), {
    name: 'NoSuchEntityException',
    message: `Policy ${arn} was not found.`,
  });
  for (let at = 0; at < 10; at++) {
    await attachRolePolicy(bench.context(), { RoleName: 'worker', PolicyArn: await newPolicy(bench, `more-${at}`) });
  }
  await assert.rejects(attachRolePolicy(bench.context(), { RoleName: 'worker', PolicyArn: arn }), {
    name: 'LimitExceededException',
    message: 'Cannot exceed quota for PoliciesPerRole: 10',
  });
  const none = `arn:aws:iam::${ACCOUNT}:policy/none`;
  await assert.rejects(attachUserPolicy(bench.context(), { UserName: 'alice', PolicyArn: none }), {
    name: 'NoSuchEntityException',
    message: `Policy ${none} does not exist or is not attachable.`,
  });
});

test('deleting a policy races with attaching it: never attached to nobody’s policy', async () => {
  await using bench = await openBench();
  for (const RoleName of roleNames(3)) {
    await createRole(bench.context(), { RoleName, AssumeRolePolicyDocument: TRUST });
  }
  for (let round = 0; round < 15; round++) {
    const arn = await newPolicy(bench, 'p');
    const [gone, ...attached] = await Promise.allSettled([
      deletePolicy(bench.context(), { PolicyArn: arn }),
      ...roleNames(3).map((RoleName) => attachRolePolicy(bench.context(), { RoleName, PolicyArn: arn })),
    ]);
    const count = attached.filter(({ status }) => status === 'fulfilled').length;
    assert.equal(gone.status === 'fulfilled', count === 0);
    if (gone.status === 'fulfilled') continue;
    for (const RoleName of roleNames(3)) {
      await detachRolePolicy(bench.context(), { RoleName, PolicyArn: arn }).catch(() => undefined);
    }
    await deletePolicy(bench.context(), { PolicyArn: arn });
  }
});

test('ListPolicies: own, AWS’s, both, attached, in pages', async () => {
  await using bench = await openBench();
  const own = ['a', 'b', 'c'];
  for (const name of own) await newPolicy(bench, name, name === 'b' ? '/b/' : '/');
  const list = async (input: Parameters<typeof listPolicies>[1]) => {
    const names: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await listPolicies(bench.context(), { ...input, Marker });
      names.push(...(page.Policies ?? []).map(({ PolicyName }) => PolicyName));
      Marker = page.Marker;
      assert.equal(page.IsTruncated, Marker !== undefined);
    } while (Marker !== undefined);
    return names;
  };
  assert.deepEqual(await list({ Scope: 'Local' }), own);
  assert.deepEqual(await list({ Scope: 'Local', PathPrefix: '/b/' }), ['b']);
  const aws = await list({ Scope: 'AWS' });
  assert.ok(aws.length > 40 && aws.includes('ReadOnlyAccess'));
  for (const MaxItems of [1, 2, 3, 4, 10, 1000]) assert.deepEqual(await list({ MaxItems }), [...own, ...aws]);
  assert.deepEqual(await list({ OnlyAttached: true }), ['AdministratorAccess']);
  assert.deepEqual(await list({ PathPrefix: '/job-function/' }), ['ViewOnlyAccess']);
});

test('AWS’s own policies: read like others, changed by nobody', async () => {
  await using bench = await openBench();
  const arn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  const { Policy } = await getPolicy(bench.context(), { PolicyArn: arn });
  assert.equal(Policy?.DefaultVersionId, 'v1');
  const { PolicyVersion } = await getPolicyVersion(bench.context(), { PolicyArn: arn, VersionId: 'v1' });
  assert.match(decodeURIComponent(PolicyVersion?.Document ?? ''), /logs:PutLogEvents/);
  await assert.rejects(deletePolicy(bench.context(), { PolicyArn: arn }), { name: 'NoSuchEntityException' });
  await assert.rejects(createPolicyVersion(bench.context(), { PolicyArn: arn, PolicyDocument: allowing('s3:*') }), {
    name: 'NoSuchEntityException',
  });
});

test('tags of policies: keys of another case are others', async () => {
  await using bench = await openBench();
  const arn = await newPolicy(bench, 'p');
  const tags = [
    { Key: 'a', Value: 'lowercase' },
    { Key: 'A', Value: 'uppercase' },
  ];
  await tagPolicy(bench.context(), { PolicyArn: arn, Tags: tags });
  assert.deepEqual((await listPolicyTags(bench.context(), { PolicyArn: arn })).Tags, tags.toReversed());
  await untagPolicy(bench.context(), { PolicyArn: arn, TagKeys: ['a'] });
  assert.deepEqual((await listPolicyTags(bench.context(), { PolicyArn: arn })).Tags, tags.slice(1));
  await assert.rejects(tagPolicy(bench.context(), { PolicyArn: arn, Tags: [...tags, ...tags] }), {
    message: 'Duplicate tag keys found.',
  });
});

test('the summary counts what there is', async () => {
  await using bench = await openBench();
  const arn = await newPolicy(bench, 'p');
  await createPolicyVersion(bench.context(), { PolicyArn: arn, PolicyDocument: allowing('s3:*') });
  await createRole(bench.context(), { RoleName: 'worker', AssumeRolePolicyDocument: TRUST });
  const counts = async () => {
    const { SummaryMap = {} } = await getAccountSummary(bench.context());
    return ['Users', 'Groups', 'Roles', 'Policies', 'PolicyVersionsInUse'].map((name) => SummaryMap[name]);
  };
  assert.deepEqual(await counts(), [1, 0, 1, 1, 2]);
  await deletePolicyVersion(bench.context(), { PolicyArn: arn, VersionId: 'v2' });
  await deletePolicy(bench.context(), { PolicyArn: arn });
  assert.deepEqual(await counts(), [1, 0, 1, 0, 0]);
});
