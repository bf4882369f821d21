/** STS as its clients use it: the SDK, AWS CLI 1 with a profile that assumes a role, and boto3. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import {
  type AccessKey,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  type Credentials,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import { type Clients, clientsOf } from '../clients.ts';
import { cleanEnvironment, makeDataFolder, type RunningCloud, startCloud } from '../cloud.ts';
import { callAws, cliV1, pythonWithBoto3 } from './aws.ts';

const FLAGS = ['--isolation', 'process'];
const ACCOUNT = '000000000000';
const VIRGA = path.join(import.meta.dirname, '../../src/cli/main.ts');
const DEADLINE_MS = 60_000;

let dataFolder: string;
let cloud: RunningCloud;
let admin: Clients;

before(async () => {
  dataFolder = makeDataFolder();
  cloud = await startCloud({ dataFolder, flags: FLAGS });
  admin = clientsOf(cloud.environment());
});

after(async () => {
  admin.close();
  await cloud.stop();
  await rm(dataFolder, { recursive: true, force: true });
});

/** A role that the account trusts, which may list roles. */
async function makeRole(name: string, by: Clients = admin): Promise<string> {
  const principal = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
  const trust = { Effect: 'Allow', Principal: principal, Action: ['sts:AssumeRole', 'sts:TagSession'] };
  const made = await by.iam.send(
    new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: policy(trust), MaxSessionDuration: 7200 }),
  );
  const PolicyDocument = policy({ Effect: 'Allow', Action: 'iam:ListRoles', Resource: '*' });
  await by.iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'p', PolicyDocument }));
  return made.Role?.Arn ?? '';
}

const policy = (statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });

const environmentOf = ({ AccessKeyId, SecretAccessKey, SessionToken }: Credentials): Record<string, string> => ({
  ...cloud.environment(),
  AWS_ACCESS_KEY_ID: AccessKeyId ?? '',
  AWS_SECRET_ACCESS_KEY: SecretAccessKey ?? '',
  AWS_SESSION_TOKEN: SessionToken ?? '',
});

async function assume(RoleArn: string, more: object = {}): Promise<Clients> {
  const answer = await admin.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'work', ...more }));
  return clientsOf(environmentOf(answer.Credentials as Credentials));
}

test('a session does what its role may, and no more', async () => {
  const session = await assume(await makeRole('lister'));
  const identity = await session.sts.send(new GetCallerIdentityCommand({}));
  assert.equal(identity.Account, ACCOUNT);
  assert.equal(identity.Arn, `arn:aws:sts::${ACCOUNT}:assumed-role/lister/work`);
  assert.match(identity.UserId ?? '', /^AROA[A-Z2-7]{17}:work$/);
  assert.ok((await session.iam.send(new ListRolesCommand({}))).Roles);
  await assert.rejects(session.iam.send(new DeleteRoleCommand({ RoleName: 'lister' })), {
    message:
      /^User: arn:aws:sts::000000000000:assumed-role\/lister\/work is not authorized to perform: iam:DeleteRole on resource: .*lister because no identity-based policy allows the iam:DeleteRole action$/,
  });
  session.close();
});

test('a session policy limits it', async () => {
  const Policy = policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
  const session = await assume(await makeRole('limited'), { Policy });
  await assert.rejects(session.iam.send(new ListRolesCommand({})), {
    message: /because no session policy allows the iam:ListRoles action$/,
  });
  session.close();
});

test('sessions outlive a kill -9, and end with their role', async () => {
  const arn = await makeRole('passing');
  const answer = await admin.sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'work' }));
  await cloud.kill();
  cloud = await startCloud({ dataFolder, flags: FLAGS });
  admin.close();
  admin = clientsOf(cloud.environment());
  const session = clientsOf(environmentOf(answer.Credentials as Credentials));
  assert.ok((await session.iam.send(new ListRolesCommand({}))).Roles);
  const { iam } = admin;
  await iam.send(new DeleteRolePolicyCommand({ RoleName: 'passing', PolicyName: 'p' }));
  await iam.send(new DeleteRoleCommand({ RoleName: 'passing' }));
  await assert.rejects(session.sts.send(new GetCallerIdentityCommand({})), {
    name: 'InvalidClientTokenId',
    message: 'The security token included in the request is invalid',
  });
  session.close();
});

test('the errors of AWS', async () => {
  const arn = await makeRole('errors');
  const tooLong = new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'work', DurationSeconds: 7201 });
  await assert.rejects(admin.sts.send(tooLong), {
    name: 'ValidationError',
    message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  });
  const root = clientsOf(cloud.environment('root'));
  await assert.rejects(root.sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'work' })), {
    name: 'AccessDenied',
    message: 'Roles may not be assumed by root accounts.',
  });
  root.close();
  const malformed = new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'work', Policy: '{' });
  await assert.rejects(admin.sts.send(malformed), { name: 'MalformedPolicyDocumentException' });
  const short = new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'work', DurationSeconds: 899 });
  await assert.rejects(admin.sts.send(short), {
    name: 'ValidationError',
    message:
      "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
  });
});

test('GetSessionToken', async () => {
  const answer = await admin.sts.send(new GetSessionTokenCommand({ DurationSeconds: 900 }));
  const left = (answer.Credentials?.Expiration?.getTime() ?? 0) - Date.now();
  assert.ok(left > 800_000 && left <= 900_000);
  const session = clientsOf(environmentOf(answer.Credentials as Credentials));
  const identity = await session.sts.send(new GetCallerIdentityCommand({}));
  assert.equal(identity.Arn, `arn:aws:iam::${ACCOUNT}:user/admin`);
  await assert.rejects(session.iam.send(new ListRolesCommand({})), { name: 'AccessDenied' });
  session.close();
});

test('AWS CLI 1 assumes the role of a profile', async () => {
  const arn = await makeRole('profile');
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-profile-'));
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...environment } = cloud.environment();
  const keys = `aws_access_key_id = ${AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}`;
  const config = `[profile base]\n${keys}\n[profile assumed]\nrole_arn = ${arn}\nsource_profile = base\n`;
  await writeFile(path.join(folder, 'config'), config);
  const answer = await callAws(
    cliV1(),
    { ...environment, AWS_CONFIG_FILE: path.join(folder, 'config'), AWS_PROFILE: 'assumed', HOME: folder },
    ['sts', 'get-caller-identity'],
  );
  assert.equal(answer.code, 0, answer.err);
  assert.match(JSON.parse(answer.out).Arn, /:assumed-role\/profile\/botocore-session-\d+$/);
  await rm(folder, { recursive: true });
});

test('boto3 assumes a role with tags and calls with what it got', async () => {
  const arn = await makeRole('boto');
  const script = `
import boto3
c = boto3.client("sts").assume_role(RoleArn="${arn}", RoleSessionName="py",
    Tags=[{"Key": "team", "Value": "blue"}], TransitiveTagKeys=["team"])
assert 0 < c["PackedPolicySize"] <= 100
k = c["Credentials"]
s = boto3.Session(k["AccessKeyId"], k["SecretAccessKey"], k["SessionToken"])
print(s.client("sts").get_caller_identity()["Arn"])
`;
  const { stdout } = await promisify(execFile)(pythonWithBoto3(), ['-c', script], {
    env: { ...cleanEnvironment(), ...cloud.environment() },
    timeout: DEADLINE_MS,
  });
  assert.equal(stdout.trim(), `arn:aws:sts::${ACCOUNT}:assumed-role/boto/py`);
});

test('across accounts both the trust policy and the own permission are needed', async () => {
  const words = ['accounts', 'create', '--account-id', '111111111111', '--data', dataFolder];
  const { stdout } = await promisify(execFile)(process.execPath, [VIRGA, ...words], { timeout: DEADLINE_MS });
  const key = (name: string): string => new RegExp(`${name}=(\\S+)`).exec(stdout)?.[1] ?? '';
  const other = clientsOf({
    ...cloud.environment(),
    AWS_ACCESS_KEY_ID: key('AWS_ACCESS_KEY_ID'),
    AWS_SECRET_ACCESS_KEY: key('AWS_SECRET_ACCESS_KEY'),
  });
  const arn = await makeRole('shared', other);
  assert.equal(arn, 'arn:aws:iam::111111111111:role/shared');
  const session = await assume(arn);
  const identity = await session.sts.send(new GetCallerIdentityCommand({}));
  assert.equal(identity.Arn, 'arn:aws:sts::111111111111:assumed-role/shared/work');
  assert.deepEqual(
    (await session.iam.send(new ListRolesCommand({}))).Roles?.map((role) => role.RoleName),
    ['shared'],
  );
  await admin.iam.send(new CreateUserCommand({ UserName: 'plain' }));
  const { AccessKey } = await admin.iam.send(new CreateAccessKeyCommand({ UserName: 'plain' }));
  const plain = clientsOf({ ...cloud.environment(), ...variablesOf(AccessKey) });
  await assert.rejects(plain.sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'work' })), {
    name: 'AccessDenied',
    message: `User: arn:aws:iam::${ACCOUNT}:user/plain is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
  });
  for (const clients of [other, session, plain]) clients.close();
});

const variablesOf = (key: AccessKey | undefined): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: key?.AccessKeyId ?? '',
  AWS_SECRET_ACCESS_KEY: key?.SecretAccessKey ?? '',
});
