/**
 * For each implemented operation and each action that it asks for: a principal that may do everything but that action is
 * denied in AWS's words; a principal that may do only what the operation asks for is not denied.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as cloudwatchSdk from '@aws-sdk/client-cloudwatch';
import * as logsSdk from '@aws-sdk/client-cloudwatch-logs';
import * as dynamodbSdk from '@aws-sdk/client-dynamodb';
import * as dynamodbStreamsSdk from '@aws-sdk/client-dynamodb-streams';
import * as iamSdk from '@aws-sdk/client-iam';
import * as lambdaSdk from '@aws-sdk/client-lambda';
import * as s3Sdk from '@aws-sdk/client-s3';
import * as s3ControlSdk from '@aws-sdk/client-s3-control';
import * as stsSdk from '@aws-sdk/client-sts';
import { loadServices } from '../../tools/services.ts';
import { type Clients, clientsOf } from '../clients.ts';
import { type RunningCloud, startCloud } from '../cloud.ts';
import { sampleInput } from './inputs.ts';

const SDKS: Readonly<Record<string, { readonly module: object; client(clients: Clients): Sender }>> = {
  lambda: { module: lambdaSdk, client: ({ lambda }) => lambda },
  iam: { module: iamSdk, client: ({ iam }) => iam },
  sts: { module: stsSdk, client: ({ sts }) => sts },
  logs: { module: logsSdk, client: ({ logs }) => logs },
  cloudwatch: { module: cloudwatchSdk, client: ({ cloudwatch }) => cloudwatch },
  dynamodb: { module: dynamodbSdk, client: ({ dynamodb }) => dynamodb },
  'dynamodb-streams': { module: dynamodbStreamsSdk, client: ({ dynamodbStreams }) => dynamodbStreams },
  s3: { module: s3Sdk, client: ({ s3 }) => s3 },
  's3-control': { module: s3ControlSdk, client: ({ s3Control }) => s3Control },
};

interface Sender {
  send(command: unknown): Promise<unknown>;
}

let cloud: RunningCloud;
let admin: Clients;
let tried: Clients;
let triedKeyId: string;

before(async () => {
  cloud = await startCloud({ flags: ['--isolation', 'process'] });
  admin = clientsOf(cloud.environment());
  await admin.iam.send(new iamSdk.CreateUserCommand({ UserName: 'tried' }));
  const { AccessKey } = await admin.iam.send(new iamSdk.CreateAccessKeyCommand({ UserName: 'tried' }));
  tried = clientsOf({
    ...cloud.environment(),
    AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '',
  });
  triedKeyId = AccessKey?.AccessKeyId ?? '';
  // Anybody of the account may assume it who is allowed to.
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::000000000000:root', Service: 'lambda.amazonaws.com' },
        Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
      },
    ],
  };
  const AssumeRolePolicyDocument = JSON.stringify(trust);
  await admin.iam.send(new iamSdk.CreateRoleCommand({ RoleName: 'assumable', AssumeRolePolicyDocument }));
});

after(async () => {
  admin.close();
  tried.close();
  await cloud.stop();
});

async function allow(statement: object): Promise<void> {
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Resource: '*', ...statement }],
  });
  await admin.iam.send(new iamSdk.PutUserPolicyCommand({ UserName: 'tried', PolicyName: 'only', PolicyDocument }));
}

/** Before each call of a service, where what was called before may have changed what it looks for. */
const PREPARATIONS: Readonly<Record<string, () => Promise<unknown>>> = {
  // A bucket that is there, and in it no object of the name that is asked for: who may not list it is not told so.
  async s3() {
    await admin.s3.send(new s3Sdk.CreateBucketCommand({ Bucket: 'sample' }));
    await admin.s3.send(new s3Sdk.DeleteObjectCommand({ Bucket: 'sample', Key: 'sample' }));
  },
  's3-control': () => admin.s3.send(new s3Sdk.CreateBucketCommand({ Bucket: 'sample' })),
};

/** What the cloud says of it; undefined where it is done. */
async function call(service: string, operation: string, input: object): Promise<Error | undefined> {
  const sdk = SDKS[service];
  if (!sdk) return assert.fail(`no SDK client of ${service}`);
  const command = (sdk.module as Record<string, new (input: object) => unknown>)[`${operation}Command`];
  assert.ok(command, `the SDK knows no ${operation}`);
  await PREPARATIONS[service]?.();
  try {
    // Who asks for the last use of a key that there is not is told nothing about it.
    const own = operation === 'GetAccessKeyLastUsed' ? { AccessKeyId: triedKeyId } : {};
    const output = await sdk.client(tried).send(new command({ ...input, ...own }));
    return errorIn(output);
  } catch (error) {
    assert.ok(error instanceof Error);
    return error;
  }
}

/** DeleteObjects tells of each key what became of it. */
function errorIn(output: unknown): Error | undefined {
  const [error] = (output as { Errors?: readonly { Code?: string; Message?: string }[] }).Errors ?? [];
  return error && Object.assign(new Error(error.Message), { name: error.Code });
}

function statusOf(error: Error | undefined): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
}

for (const { service, model, access: table } of await loadServices()) {
  if (service.name === 'virga') continue;
  describe(service.name, () => {
    for (const [operation, access] of Object.entries(table)) {
      const input = sampleInput(service.name, operation, model);
      if (access.open !== undefined) {
        test(`${operation} is for everybody: ${access.open}`, async () => {
          await allow({ Action: 'ec2:*' });
          assert.doesNotMatch((await call(service.name, operation, input))?.name ?? '', /AccessDenied/);
        });
        continue;
      }
      for (const action of access.actions) {
        test(`${operation} needs ${action}`, async () => {
          await allow({ NotAction: action });
          const error = await call(service.name, operation, sampleInput(service.name, operation, model, action));
          // An answer to HEAD has no words.
          if (operation.startsWith('Head')) return assert.equal(statusOf(error), 403);
          assert.match(error?.name ?? 'no error', /^AccessDenied(Exception)?$/, error?.message ?? '');
          const user = 'User: arn:aws:iam::000000000000:user/tried';
          const words = `${user} is not authorized to perform: ${action} on resource: `;
          return assert.ok(error?.message.startsWith(words), error?.message ?? '');
        });
      }
      test(`${operation} needs no more than ${access.actions.join(', ')}`, async () => {
        await allow({ Action: access.actions });
        const error = await call(service.name, operation, input);
        assert.notEqual(statusOf(error), 403, error?.message ?? '');
        assert.doesNotMatch(
          error?.name ?? '',
          /AccessDenied|SerializationException|UnknownOperation/,
          error?.message ?? '',
        );
      });
    }
  });
}
