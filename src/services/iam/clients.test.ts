/** IAM over the wire: the official SDK and AWS CLI 1 against the whole pipeline, with the real policy engine. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  GetAccountSummaryCommand,
  GetRoleCommand,
  GetUserCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListPoliciesCommand,
  paginateListPolicies,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  TagRoleCommand,
} from '@aws-sdk/client-iam';
import { createAuthenticator } from '../../auth/authenticator.ts';
import { createAuthorizer } from '../../auth/authorizer.ts';
import { systemClock as clock } from '../../kit/clock.ts';
import { RandomIds } from '../../kit/ids.ts';
import { silentLog as log } from '../../kit/log.ts';
import { createSealer } from '../../kit/seal.ts';
import { createPipeline } from '../../pipeline.ts';
import { openSqliteStore } from '../../storage/sqlite/store.ts';
import { openHttpServer } from '../../wire/http-server.ts';
import { aws, callAws, cliV1 } from '../../../test/e2e/aws.ts';
import type { AccessKeySecret } from './access-keys.ts';
import { ACCOUNT, allowing, TRUST } from './iam.fixture.ts';
import { openIam } from './open.ts';

const BASIC = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';

let url = '';
let close: () => Promise<void>;
let admin: IAMClient;
let adminKeys: AccessKeySecret;

before(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-iam-wire-'));
  const ids = new RandomIds();
  const onFatal = (error: Error): void => {
    throw error;
  };
  const store = await openSqliteStore({ file: path.join(folder, 'state.db'), clock, log, onFatal });
  const iam = openIam({
    store,
    sealer: createSealer(ids.bytes(32)),
    clock,
    ids,
    log,
    sessions: { open: () => undefined },
  });
  const account = await iam.accounts.create(ACCOUNT);
  assert.ok(account);
  adminKeys = account.admin;
  const pipeline = createPipeline({
    services: [iam.service],
    authenticator: createAuthenticator({ principals: iam.principals, clock }),
    authorizer: createAuthorizer({ principals: iam.principals, log }),
    store,
    spool: { append() {}, written: () => undefined },
    clock,
    ids,
    log,
    defaultRegion: 'us-east-1',
  });
  const onRequest: Parameters<typeof openHttpServer>[0]['onRequest'] = (req, res) =>
    pipeline.handle(req, res, { fromSandbox: false });
  const server = await openHttpServer({ host: '127.0.0.1', port: 0, onRequest, log });
  url = `http://127.0.0.1:${server.port}`;
  admin = clientOf(adminKeys);
  close = async () => {
    admin.destroy();
    await server.close(0);
    await iam.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  };
});

after(() => close());

const clientOf = (credentials: AccessKeySecret): IAMClient =>
  new IAMClient({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 });

test('the tutorial’s role, by the SDK', async () => {
  const RoleName = 'sdk-role';
  const { Role } = await admin.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
  assert.equal(Role?.Arn, `arn:aws:iam::${ACCOUNT}:role/${RoleName}`);
  assert.ok(Role.CreateDate instanceof Date);
  await admin.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: BASIC }));
  await admin.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: allowing('s3:GetObject') }));
  await admin.send(new TagRoleCommand({ RoleName, Tags: [{ Key: 'team', Value: 'blue' }] }));
  const got = await admin.send(new GetRoleCommand({ RoleName }));
  assert.equal(decodeURIComponent(got.Role?.AssumeRolePolicyDocument ?? ''), TRUST);
  assert.deepEqual(got.Role?.Tags, [{ Key: 'team', Value: 'blue' }]);
  const attached = await admin.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  assert.deepEqual(attached.AttachedPolicies, [{ PolicyArn: BASIC, PolicyName: 'AWSLambdaBasicExecutionRole' }]);
  const users = await admin.send(new ListEntitiesForPolicyCommand({ PolicyArn: BASIC }));
  assert.deepEqual(users.PolicyRoles, [{ RoleName, RoleId: Role.RoleId }]);
  await assert.rejects(admin.send(new DeleteRoleCommand({ RoleName })), {
    name: 'DeleteConflictException',
    message: 'Cannot delete entity, must delete policies first.',
  });
  await assert.rejects(admin.send(new GetRoleCommand({ RoleName: 'none' })), {
    name: 'NoSuchEntityException',
    message: 'The role with name none cannot be found.',
    $fault: 'client',
  });
});

test('pages, by the SDK’s paginator', async () => {
  const { Policies = [] } = await admin.send(new ListPoliciesCommand({ Scope: 'AWS', MaxItems: 1000 }));
  const names: (string | undefined)[] = [];
  for await (const page of paginateListPolicies({ client: admin, pageSize: 7 }, { Scope: 'AWS' })) {
    names.push(...(page.Policies ?? []).map(({ PolicyName }) => PolicyName));
  }
  assert.deepEqual(
    names,
    Policies.map(({ PolicyName }) => PolicyName),
  );
  const { SummaryMap } = await admin.send(new GetAccountSummaryCommand({}));
  assert.equal(SummaryMap?.UsersQuota, 5000);
});

test('a user does what was granted, from the next request on', async () => {
  await admin.send(new CreateUserCommand({ UserName: 'alice' }));
  const { AccessKey } = await admin.send(new CreateAccessKeyCommand({ UserName: 'alice' }));
  const { AccessKeyId = '', SecretAccessKey = '' } = AccessKey ?? {};
  const alice = clientOf({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey });
  const words = (action: string, resource: string): string =>
    `User: arn:aws:iam::${ACCOUNT}:user/alice is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
  await assert.rejects(alice.send(new GetUserCommand({})), {
    name: 'AccessDenied',
    message: words('iam:GetUser', `arn:aws:iam::${ACCOUNT}:user/alice`),
  });
  const own = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'iam:GetUser',
        Resource: ['arn:aws:iam::*:user/$', '{aws:username}'].join(''),
      },
      {
        Effect: 'Allow',
        Action: 'iam:CreateUser',
        Resource: '*',
        Condition: { StringEquals: { 'iam:PermissionsBoundary': BASIC, 'aws:RequestTag/team': 'blue' } },
      },
      { Effect: 'Allow', Action: 'iam:TagUser', Resource: '*' },
    ],
  };
  const PolicyDocument = JSON.stringify(own);
  await admin.send(new PutUserPolicyCommand({ UserName: 'alice', PolicyName: 'own', PolicyDocument }));
  assert.equal((await alice.send(new GetUserCommand({}))).User?.UserName, 'alice');
  await assert.rejects(alice.send(new GetUserCommand({ UserName: 'admin' })), { name: 'AccessDenied' });
  const tags = { Tags: [{ Key: 'team', Value: 'blue' }] };
  await assert.rejects(alice.send(new CreateUserCommand({ UserName: 'bob', ...tags })), { name: 'AccessDenied' });
  const limited = { UserName: 'bob', PermissionsBoundary: BASIC, ...tags };
  assert.equal(
    (await alice.send(new CreateUserCommand(limited))).User?.PermissionsBoundary?.PermissionsBoundaryArn,
    BASIC,
  );
  alice.destroy();
});

test('violations and malformed policies in AWS’s words', async () => {
  await assert.rejects(admin.send(new CreateUserCommand({ UserName: 'a b' })), {
    name: 'ValidationError',
    message:
      /1 validation error detected: Value at 'userName' failed to satisfy constraint: Member must satisfy regular/,
  });
  await assert.rejects(admin.send(new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: '{}' })), {
    name: 'MalformedPolicyDocumentException',
    message: 'Syntax errors in policy.',
  });
});

test('the tutorial’s role, by AWS CLI 1', async () => {
  const cli = cliV1();
  const environment = {
    AWS_ENDPOINT_URL: url,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: adminKeys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: adminKeys.secretAccessKey,
  };
  const iam = (...words: string[]) => aws(cli, environment, 'iam', ...words);
  const role = ['--role-name', 'lambda-execution-role'];
  const made = (await iam('create-role', ...role, '--assume-role-policy-document', TRUST)) as {
    readonly Role: { readonly AssumeRolePolicyDocument: unknown };
  };
  assert.deepEqual(made.Role.AssumeRolePolicyDocument, JSON.parse(TRUST));
  await iam('attach-role-policy', ...role, '--policy-arn', BASIC);
  const listed = await iam('list-attached-role-policies', ...role);
  assert.deepEqual(listed, {
    AttachedPolicies: [{ PolicyName: 'AWSLambdaBasicExecutionRole', PolicyArn: BASIC }],
  });
  const refused = await callAws(cli, environment, ['iam', 'delete-role', ...role]);
  assert.match(refused.err, /\(DeleteConflict\).*DeleteRole operation: Cannot delete entity, must detach all policies/);
  await iam('detach-role-policy', ...role, '--policy-arn', BASIC);
  await iam('delete-role', ...role);
  const policies = (await iam('list-policies', '--scope', 'AWS', '--page-size', '20')) as {
    readonly Policies: readonly unknown[];
  };
  assert.ok(policies.Policies.length > 40);
});
