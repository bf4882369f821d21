/** MFA and federated users over the wire: devices made with IAM, codes given to STS, conditions decided by the engine. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  ListAccountAliasesCommand,
  ListMFADevicesCommand,
  ListVirtualMFADevicesCommand,
  PutUserPolicyCommand,
  ResyncMFADeviceCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  type Credentials,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import { codeOf, STEP_MS, stepAt } from '../../kit/totp.ts';
import { ACCOUNT, type Cloud, type Keys, openTestCloud } from './cloud.fixture.ts';

const UserName = 'alice';
const SerialNumber = `arn:aws:iam::${ACCOUNT}:mfa/phone`;
const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string | string[], rest: object = {}): object => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...rest,
});
const MFA = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } };

async function userWithDevice(cloud: Cloud): Promise<{ keys: Keys; code: (steps?: number) => string }> {
  const iam = cloud.iam();
  await iam.send(new CreateUserCommand({ UserName }));
  const PolicyDocument = policy(allow('iam:ListAccountAliases', MFA), allow('sts:*'));
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const { VirtualMFADevice } = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }));
  assert.equal(VirtualMFADevice?.SerialNumber, SerialNumber);
  const seed = unBase32(Buffer.from(VirtualMFADevice.Base32StringSeed ?? []).toString());
  const code = (steps = 0): string => codeOf(seed, stepAt(cloud.clock.nowMs()) + steps);
  const enable = (first: string, second: string) =>
    iam.send(
      new EnableMFADeviceCommand({ UserName, SerialNumber, AuthenticationCode1: first, AuthenticationCode2: second }),
    );
  await assert.rejects(enable(code(-1), code(-1)), { name: 'InvalidAuthenticationCodeException' });
  await enable(code(-1), code(0));
  cloud.clock.advance(STEP_MS);
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
  return { keys: { accessKeyId, secretAccessKey }, code };
}

function unBase32(text: string): Buffer {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = Array.from(text, (letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

const keysOf = (credentials: Credentials | undefined): Keys => ({
  accessKeyId: credentials?.AccessKeyId ?? '',
  secretAccessKey: credentials?.SecretAccessKey ?? '',
  sessionToken: credentials?.SessionToken ?? '',
});

test('a session with a code may what asks for one; a code is used once', async () => {
  await using cloud = await openTestCloud();
  const { keys, code } = await userWithDevice(cloud);
  const session = async (TokenCode?: string) => {
    const input = TokenCode === undefined ? {} : { SerialNumber, TokenCode };
    return keysOf((await cloud.sts(keys).send(new GetSessionTokenCommand(input))).Credentials);
  };
  const list = (with_: Keys) => cloud.iam(with_).send(new ListAccountAliasesCommand({}));
  await assert.rejects(list(keys), { name: 'AccessDenied' });
  await assert.rejects(list(await session()), { name: 'AccessDenied' });
  await list(await session(code()));
  const wrong = {
    name: 'AccessDenied',
    message: 'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
  };
  await assert.rejects(session(code()), wrong);
  cloud.clock.advance(STEP_MS);
  await assert.rejects(session(code(-1)), wrong);
  await assert.rejects(session(code(5)), wrong);
  const both = await Promise.allSettled([session(code()), session(code())]);
  assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  await assert.rejects(cloud.sts(keys).send(new GetSessionTokenCommand({ SerialNumber })), {
    message: 'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
  });
  await assert.rejects(cloud.sts().send(new GetSessionTokenCommand({ SerialNumber, TokenCode: code() })), {
    message: /^MultiFactorAuthentication failed, unable to validate MFA code\. {2}Please verify/,
  });
});

test('a role that asks for a code is assumed with one', async () => {
  await using cloud = await openTestCloud();
  const { keys, code } = await userWithDevice(cloud);
  const trusted = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' };
  const Condition = {
    ...MFA.Condition,
    NumericLessThan: { 'aws:MultiFactorAuthAge': '300' },
  };
  const AssumeRolePolicyDocument = policy({ ...trusted, Condition });
  await cloud.iam().send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument }));
  const assume = (more: object) =>
    cloud
      .sts(keys)
      .send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/r`, RoleSessionName: 'session', ...more }));
  await assert.rejects(assume({}), { name: 'AccessDenied' });
  await assume({ SerialNumber, TokenCode: code() });
  await assert.rejects(assume({ SerialNumber, TokenCode: code() }), { name: 'AccessDenied' });
});

test('devices are listed, follow their user’s name, are synchronized, and go', async () => {
  await using cloud = await openTestCloud();
  const { keys, code } = await userWithDevice(cloud);
  const iam = cloud.iam();
  await iam.send(new UpdateUserCommand({ UserName, NewUserName: 'bob' }));
  const bob = { UserName: 'bob', SerialNumber };
  const { MFADevices } = await iam.send(new ListMFADevicesCommand({ UserName: 'bob' }));
  assert.deepEqual(
    MFADevices?.map(({ SerialNumber: serial, UserName: name }) => [serial, name]),
    [[SerialNumber, 'bob']],
  );
  const { VirtualMFADevices } = await iam.send(new ListVirtualMFADevicesCommand({ AssignmentStatus: 'Assigned' }));
  assert.equal(VirtualMFADevices?.[0]?.User?.UserName, 'bob');
  assert.equal(VirtualMFADevices?.[0]?.Base32StringSeed, undefined);
  await cloud.sts(keys).send(new GetSessionTokenCommand({ SerialNumber, TokenCode: code() }));
  const codes = { AuthenticationCode1: code(10), AuthenticationCode2: code(11) };
  await iam.send(new ResyncMFADeviceCommand({ ...bob, ...codes }));
  cloud.clock.advance(STEP_MS);
  await cloud.sts(keys).send(new GetSessionTokenCommand({ SerialNumber, TokenCode: code(11) }));
  await assert.rejects(iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber })), {
    name: 'DeleteConflictException',
  });
  await iam.send(new DeactivateMFADeviceCommand(bob));
  await iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber }));
  assert.deepEqual((await iam.send(new ListVirtualMFADevicesCommand({}))).VirtualMFADevices, []);
});

test('a federated user may what its user may, within the policy that is passed, and nothing of IAM', async () => {
  await using cloud = await openTestCloud();
  const { keys } = await userWithDevice(cloud);
  const token = async (with_: Keys, Policy?: string) =>
    cloud.sts(with_).send(new GetFederationTokenCommand({ Name: 'guest', ...(Policy !== undefined && { Policy }) }));
  const answer = await token(keys, policy(allow(['s3:*', 'iam:*'])));
  assert.deepEqual(answer.FederatedUser, {
    FederatedUserId: `${ACCOUNT}:guest`,
    Arn: `arn:aws:sts::${ACCOUNT}:federated-user/guest`,
  });
  const guest = keysOf(answer.Credentials);
  const { Arn, UserId } = await cloud.sts(guest).send(new GetCallerIdentityCommand({}));
  assert.deepEqual([Arn, UserId], [`arn:aws:sts::${ACCOUNT}:federated-user/guest`, `${ACCOUNT}:guest`]);
  await assert.rejects(cloud.iam(guest).send(new ListAccountAliasesCommand({})), { name: 'AccessDenied' });
  await assert.rejects(token(guest), {
    name: 'AccessDenied',
    message: /GetFederationToken/,
  });
});
