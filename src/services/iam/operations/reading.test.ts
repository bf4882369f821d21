import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, allowing, openBench, TRUST } from '../iam.fixture.ts';
import type { IamContext } from '../parts.ts';
import { attachUserPolicy } from './attach-user-policy.ts';
import { createPolicy } from './create-policy.ts';
import { createRole } from './create-role.ts';
import { createUser } from './create-user.ts';
import { deleteUser } from './delete-user.ts';
import { deleteUserPolicy } from './delete-user-policy.ts';
import { generateCredentialReport } from './generate-credential-report.ts';
import { generateServiceLastAccessedDetails } from './generate-service-last-accessed-details.ts';
import { getAccountAuthorizationDetails } from './get-account-authorization-details.ts';
import { getContextKeysForCustomPolicy } from './get-context-keys-for-custom-policy.ts';
import { getCredentialReport } from './get-credential-report.ts';
import { getRole } from './get-role.ts';
import { getServiceLastAccessedDetails } from './get-service-last-accessed-details.ts';
import { getUser } from './get-user.ts';
import { putUserPermissionsBoundary } from './put-user-permissions-boundary.ts';
import { putUserPolicy } from './put-user-policy.ts';
import { simulateCustomPolicy } from './simulate-custom-policy.ts';
import { simulatePrincipalPolicy } from './simulate-principal-policy.ts';

const UserName = 'alice';
const ALICE = `arn:aws:iam::${ACCOUNT}:user/alice`;
const statement = (part: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*', ...part }] });

test('the account’s details, in one page and in pages of one', async () => {
  await using bench = await openBench();
  const ctx = (): IamContext => bench.context();
  await createUser(ctx(), { UserName });
  await putUserPolicy(ctx(), { UserName, PolicyName: 'p', PolicyDocument: allowing('s3:*') });
  await createRole(ctx(), { RoleName: 'r', AssumeRolePolicyDocument: TRUST });
  await createPolicy(ctx(), { PolicyName: 'own', PolicyDocument: allowing('s3:*') });
  const all = await getAccountAuthorizationDetails(ctx(), {});
  assert.deepEqual(
    all.UserDetailList?.map(({ UserName: name, UserPolicyList: inline }) => [name, inline?.length ?? 0]),
    [
      ['admin', 0],
      ['alice', 1],
    ],
  );
  assert.deepEqual(
    all.RoleDetailList?.map(({ RoleName }) => RoleName),
    ['r'],
  );
  assert.deepEqual(
    all.Policies?.map(({ PolicyName }) => PolicyName),
    ['own', 'AdministratorAccess'],
  );
  assert.equal(all.Policies?.[0]?.PolicyVersionList?.[0]?.IsDefaultVersion, true);
  assert.equal(all.IsTruncated, false);
  const names: (string | undefined)[] = [];
  let marker: { readonly Marker?: string } = {};
  for (let pages = 0; pages < 10; pages++) {
    const page = await getAccountAuthorizationDetails(ctx(), { MaxItems: 1, ...marker });
    names.push(...(page.UserDetailList ?? []).map((user) => user.UserName));
    names.push(...(page.RoleDetailList ?? []).map((role) => role.RoleName));
    names.push(...(page.Policies ?? []).map((policy) => policy.PolicyName));
    if (page.Marker === undefined) break;
    marker = { Marker: page.Marker };
  }
  assert.deepEqual(names, ['admin', 'alice', 'r', 'own', 'AdministratorAccess']);
  const roles = await getAccountAuthorizationDetails(ctx(), { Filter: ['Role'] });
  assert.deepEqual(Object.keys(roles).toSorted(), ['IsTruncated', 'RoleDetailList']);
});

test('the simulator answers as the engine decides, and points at the statements', async () => {
  await using bench = await openBench();
  const ask = async (policy: string, more: object = {}) => {
    const input = { PolicyInputList: [policy], ActionNames: ['s3:GetObject'], ...more };
    const [result] = (await simulateCustomPolicy(bench.context(), input)).EvaluationResults ?? [];
    assert.ok(result);
    return result;
  };
  const allowed = await ask(statement({}));
  assert.equal(allowed.EvalDecision, 'allowed');
  assert.deepEqual(allowed.MatchedStatements, [
    {
      SourcePolicyId: 'PolicyInputList.1',
      SourcePolicyType: 'IAM Policy',
      StartPosition: { Line: 1, Column: 38 },
      EndPosition: { Line: 1, Column: statement({}).length - 1 },
    },
  ]);
  assert.equal((await ask(statement({ Action: 'sqs:*' }))).EvalDecision, 'implicitDeny');
  assert.equal((await ask(statement({ Effect: 'Deny' }))).EvalDecision, 'explicitDeny');
  const condition = statement({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } });
  const missing = await ask(condition);
  assert.equal(missing.EvalDecision, 'implicitDeny');
  assert.deepEqual(missing.MissingContextValues, ['aws:MultiFactorAuthPresent']);
  const entry = { ContextKeyName: 'aws:MultiFactorAuthPresent', ContextKeyValues: ['true'], ContextKeyType: 'boolean' };
  const given = await ask(condition, { ContextEntries: [entry] });
  assert.equal(given.EvalDecision, 'allowed');
  assert.deepEqual(given.MissingContextValues, []);
  const limited = await ask(statement({}), { PermissionsBoundaryPolicyInputList: [statement({ Action: 'sqs:*' })] });
  assert.equal(limited.EvalDecision, 'implicitDeny');
  assert.deepEqual(limited.PermissionsBoundaryDecisionDetail, { AllowedByPermissionsBoundary: false });
  await assert.rejects(ask('{}'), { name: 'InvalidInputException' });
  await assert.rejects(ask(statement({}), { ActionNames: ['GetObject'] }), { name: 'InvalidInputException' });
  await assert.rejects(ask(statement({}), { ResourceHandlingOption: 'EC2-VPC-InstanceStore' }), {
    name: 'InvalidInputException',
  });
  assert.deepEqual(await getContextKeysForCustomPolicy(bench.context(), { PolicyInputList: [condition] }), {
    ContextKeyNames: ['aws:MultiFactorAuthPresent'],
  });
});

test('a resource policy in a simulation, and both sides across accounts', async () => {
  await using bench = await openBench();
  const resource = 'arn:aws:sqs:us-east-1:111111111111:q';
  const ask = async (ResourcePolicy: string | undefined) => {
    const [result] =
      (
        await simulateCustomPolicy(bench.context(), {
          PolicyInputList: [statement({ Action: 'sqs:*' })],
          ActionNames: ['sqs:SendMessage'],
          ResourceArns: [resource],
          CallerArn: ALICE,
          ...(ResourcePolicy !== undefined && { ResourcePolicy }),
        })
      ).EvaluationResults ?? [];
    return result;
  };
  const alone = await ask(undefined);
  assert.equal(alone?.EvalDecision, 'implicitDeny');
  assert.deepEqual(alone?.EvalDecisionDetails, { 'IAM Policy': 'allowed', 'Resource Policy': 'implicitDeny' });
  const both = await ask(statement({ Action: 'sqs:SendMessage', Resource: resource, Principal: { AWS: ALICE } }));
  assert.equal(both?.EvalDecision, 'allowed');
  assert.deepEqual(
    both?.MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId),
    ['PolicyInputList.1', 'ResourcePolicy'],
  );
});

test('a user is simulated with its policies, boundary, tags and name; pages go on', async () => {
  await using bench = await openBench();
  const ctx = (): IamContext => bench.context();
  await createUser(ctx(), { UserName });
  const own = statement({ Resource: 'arn:aws:s3:::home/${aws:username}/*' });
  await putUserPolicy(ctx(), { UserName, PolicyName: 'home', PolicyDocument: own });
  const input = {
    PolicySourceArn: ALICE,
    ActionNames: ['s3:GetObject', 's3:PutObject'],
    ResourceArns: ['arn:aws:s3:::home/alice/x', 'arn:aws:s3:::home/bob/x'],
  };
  const decisions = async (more: object = {}) =>
    (await simulatePrincipalPolicy(ctx(), { ...input, ...more })).EvaluationResults?.map(
      ({ EvalDecision }) => EvalDecision,
    );
  assert.deepEqual(await decisions(), ['allowed', 'implicitDeny', 'allowed', 'implicitDeny']);
  const first = await simulatePrincipalPolicy(ctx(), { ...input, MaxItems: 3 });
  assert.equal(first.IsTruncated, true);
  assert.equal(first.EvaluationResults?.[0]?.MatchedStatements?.[0]?.SourcePolicyId, 'user_alice_home');
  const { Marker = '' } = first;
  assert.equal((await simulatePrincipalPolicy(ctx(), { ...input, Marker })).EvaluationResults?.length, 1);
  const { Policy } = await createPolicy(ctx(), { PolicyName: 'limit', PolicyDocument: allowing('s3:GetObject') });
  await putUserPermissionsBoundary(ctx(), { UserName, PermissionsBoundary: Policy?.Arn ?? '' });
  assert.deepEqual(await decisions(), ['allowed', 'implicitDeny', 'implicitDeny', 'implicitDeny']);
  await assert.rejects(decisions({ PolicySourceArn: `${ALICE}x` }), { name: 'NoSuchEntityException' });
});

test('the credential report lists root and users, once in four hours', async () => {
  await using bench = await openBench();
  const ctx = (): IamContext => bench.context();
  await assert.rejects(getCredentialReport(ctx()), { name: 'CredentialReportNotPresentException' });
  assert.equal((await generateCredentialReport(ctx())).State, 'STARTED');
  await createUser(ctx(), { UserName });
  assert.deepEqual(await generateCredentialReport(ctx()), { State: 'COMPLETE' });
  const report = await getCredentialReport(ctx());
  const [header, root, admin, ...more] = Buffer.from(report.Content ?? [])
    .toString()
    .split('\n');
  assert.match(header ?? '', /^user,arn,user_creation_time,password_enabled,/);
  assert.equal(root?.split(',').length, header?.split(',').length);
  assert.equal(admin?.split(',').length, header?.split(',').length);
  assert.match(root ?? '', /^<root_account>,arn:aws:iam::000000000000:root,2026-11-24T04:00:00\+00:00,not_supported/);
  assert.match(admin ?? '', /^admin,.*,false,N\/A,N\/A,N\/A,false,true,2026-11-24T04:00:00\+00:00,N\/A/);
  assert.deepEqual(more, []);
  bench.clock.advance(4 * 3_600_000);
  await assert.rejects(getCredentialReport(ctx()), { name: 'CredentialReportExpiredException' });
  assert.equal((await generateCredentialReport(ctx())).State, 'STARTED');
  assert.match(Buffer.from((await getCredentialReport(ctx())).Content ?? []).toString(), /\nalice,/);
});

test('the access advisor knows what was called, and forgets with the user', async () => {
  await using bench = await openBench();
  const ctx = (): IamContext => bench.context();
  await createUser(ctx(), { UserName });
  const policy = { UserName, PolicyName: 'p' };
  await putUserPolicy(ctx(), { ...policy, PolicyDocument: allowing('s3:*', 'sqs:SendMessage') });
  const id = (await getUser(ctx(), { UserName })).User.UserId;
  const principal = { kind: 'user', accountId: ACCOUNT, arn: ALICE, userId: id, userName: UserName, tags: {} } as const;
  bench.iam.principals.keyUsed('AKIAX', 's3', 'eu-west-1', principal);
  const report = async () => {
    const { JobId = '' } = await generateServiceLastAccessedDetails(ctx(), { Arn: ALICE });
    return (await getServiceLastAccessedDetails(ctx(), { JobId })).ServicesLastAccessed;
  };
  assert.deepEqual(await report(), [
    {
      ServiceName: 'Amazon S3',
      ServiceNamespace: 's3',
      LastAuthenticated: bench.clock.nowMs(),
      LastAuthenticatedEntity: ALICE,
      LastAuthenticatedRegion: 'eu-west-1',
      TotalAuthenticatedEntities: 1,
    },
    { ServiceName: 'Amazon SQS', ServiceNamespace: 'sqs', TotalAuthenticatedEntities: 0 },
  ]);
  await attachUserPolicy(ctx(), { UserName, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' });
  assert.ok((await report()).length > 15);
  const unknown = { JobId: '00000000-0000-0000-0000-000000000000' };
  await assert.rejects(getServiceLastAccessedDetails(ctx(), unknown), { name: 'NoSuchEntityException' });
  const prefix = ['account', ACCOUNT, 'iam', 'service-use', id];
  assert.equal((await bench.store.range({ prefix, limit: 10 })).entries.length, 1);
  await createUser(ctx(), { UserName: 'bob' });
  const bob = (await getUser(ctx(), { UserName: 'bob' })).User.UserId;
  const asBob = { ...principal, userId: bob, userName: 'bob' };
  bench.iam.principals.keyUsed('AKIAX', 's3', 'eu-west-1', asBob);
  await deleteUser(ctx(), { UserName: 'bob' });
  await ctx().parts.serviceUses.flush();
  const left = await bench.store.range({ prefix: ['account', ACCOUNT, 'iam', 'service-use', bob], limit: 10 });
  assert.deepEqual(left.entries, []);
  await deleteUserPolicy(ctx(), policy);
});

test('a role says when it was last used', async () => {
  await using bench = await openBench();
  const RoleName = 'r';
  const { Role } = await createRole(bench.context(), { RoleName, AssumeRolePolicyDocument: TRUST });
  assert.deepEqual((await getRole(bench.context(), { RoleName })).Role.RoleLastUsed, {});
  bench.iam.principals.keyUsed('ASIAX', 'logs', 'us-west-2', {
    kind: 'assumed-role',
    accountId: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/r/s`,
    userId: `${Role.RoleId}:s`,
    tags: {},
    session: { issuedAtMs: 0, expiresAtMs: 0, mfaAuthenticated: false, roleArn: Role.Arn, roleName: RoleName },
  });
  await bench.context().parts.serviceUses.flush();
  assert.deepEqual((await getRole(bench.context(), { RoleName })).Role.RoleLastUsed, {
    LastUsedDate: bench.clock.nowMs(),
    Region: 'us-west-2',
  });
});
