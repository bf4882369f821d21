import assert from 'node:assert/strict';
import test from 'node:test';
import type { AccessCheck } from '../service.ts';
import { iamAccess } from './access.ts';
import { ACCOUNT, openBench, ROOT, TRUST } from './iam.fixture.ts';
import { createPolicy } from './operations/create-policy.ts';
import { createRole } from './operations/create-role.ts';
import { createUser } from './operations/create-user.ts';
import type { IamContext } from './parts.ts';

const S3 = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
const arn = (resource: string): string => `arn:aws:iam::${ACCOUNT}:${resource}`;
const blue = [{ Key: 'team', Value: 'blue' }];

interface Row {
  checks(ctx: IamContext, input: object): Promise<readonly AccessCheck[]> | readonly AccessCheck[];
}

const resourceTags = { 'aws:ResourceTag/team': 'blue', 'iam:ResourceTag/team': 'blue' };
const requestTags = { 'aws:RequestTag/team': 'blue', 'aws:TagKeys': ['team'] };
const boundary = { 'iam:PermissionsBoundary': S3 };

interface Case {
  readonly operation: keyof typeof iamAccess;
  readonly input: object;
  /** Action, resource, condition keys. */
  readonly asks: readonly (readonly [string, string, object])[];
}

// biome-ignore format: one line a case
const CASES: readonly Case[] = [
  { operation: 'GetUser', input: { UserName: 'Alice' }, asks: [['iam:GetUser', arn('user/team/Alice'), { ...resourceTags, ...boundary }]] },
  { operation: 'GetUser', input: { UserName: 'none' }, asks: [['iam:GetUser', arn('user/none'), {}]] },
  { operation: 'GetUser', input: {}, asks: [['iam:GetUser', arn('root'), {}]] },
  { operation: 'CreateUser', input: { UserName: 'x', Path: '/p/' }, asks: [['iam:CreateUser', arn('user/p/x'), {}]] },
  { operation: 'CreateUser', input: { UserName: 'x', Tags: blue, PermissionsBoundary: S3 }, asks: [['iam:CreateUser', arn('user/x'), { ...requestTags, ...boundary }], ['iam:TagUser', arn('user/x'), requestTags]] },
  { operation: 'UpdateUser', input: { UserName: 'Alice', NewPath: '/admins/' }, asks: [['iam:UpdateUser', arn('user/team/Alice'), { ...resourceTags, ...boundary }], ['iam:UpdateUser', arn('user/admins/Alice'), { ...resourceTags, ...boundary }]] },
  { operation: 'AttachRolePolicy', input: { RoleName: 'worker', PolicyArn: S3 }, asks: [['iam:AttachRolePolicy', arn('role/worker'), { ...resourceTags, 'iam:PolicyARN': S3 }]] },
  { operation: 'AttachUserPolicy', input: { UserName: 'Alice', PolicyArn: S3 }, asks: [['iam:AttachUserPolicy', arn('user/team/Alice'), { ...resourceTags, ...boundary, 'iam:PolicyARN': S3 }]] },
  { operation: 'PutRolePermissionsBoundary', input: { RoleName: 'worker', PermissionsBoundary: S3 }, asks: [['iam:PutRolePermissionsBoundary', arn('role/worker'), { ...resourceTags, ...boundary }]] },
  { operation: 'UntagRole', input: { RoleName: 'worker', TagKeys: ['team'] }, asks: [['iam:UntagRole', arn('role/worker'), { ...resourceTags, 'aws:TagKeys': ['team'] }]] },
  { operation: 'TagPolicy', input: { PolicyArn: arn('policy/p'), Tags: blue }, asks: [['iam:TagPolicy', arn('policy/p'), { ...resourceTags, ...requestTags }]] },
  { operation: 'ListUsers', input: { PathPrefix: '/team/' }, asks: [['iam:ListUsers', arn('user/team/'), {}]] },
  { operation: 'ListRoles', input: {}, asks: [['iam:ListRoles', arn('role/'), {}]] },
  { operation: 'AddUserToGroup', input: { GroupName: 'dev', UserName: 'Alice' }, asks: [['iam:AddUserToGroup', arn('group/dev'), {}]] },
  { operation: 'GetAccountSummary', input: {}, asks: [['iam:GetAccountSummary', '*', {}]] },
];

test('what each kind of operation asks for', async () => {
  await using bench = await openBench();
  await createUser(bench.context(), { UserName: 'Alice', Path: '/team/', Tags: blue, PermissionsBoundary: S3 });
  await createRole(bench.context(), { RoleName: 'worker', AssumeRolePolicyDocument: TRUST, Tags: blue });
  await createPolicy(bench.context(), {
    PolicyName: 'p',
    PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}',
    Tags: blue,
  });
  for (const { operation, input, asks } of CASES) {
    const access = iamAccess[operation] as Row | undefined;
    const asked = await access?.checks(bench.context(), input);
    assert.deepEqual(
      asked?.map(({ action, resource, context = {} }) => [action, resource, context]),
      asks,
      operation,
    );
  }
});

test('the last use of a key that is not the account’s is denied', async () => {
  await using bench = await openBench();
  await bench.iam.accounts.create('111111111111');
  const other = await bench.iam.accounts.reveal('111111111111');
  for (const AccessKeyId of ['AKIAIOSFODNN7EXAMPLE', other?.admin?.accessKeyId ?? '']) {
    await assert.rejects(async () => iamAccess.GetAccessKeyLastUsed?.checks(bench.context(), { AccessKeyId }), {
      code: 'AccessDenied',
      message: `User: ${ROOT.arn} is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key ${AccessKeyId}`,
    });
  }
});
