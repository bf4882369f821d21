/** The official JavaScript SDK against small operations: what they are given, and what the client makes of the answers. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CloudWatchLogsClient, CreateLogGroupCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, GetRoleCommand, IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  ListTagsCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { NoSuchEntityException } from '../../src/services/iam/model.ts';
import { ResourceNotFoundException, TooManyRequestsException } from '../../src/services/lambda/model.ts';
import { KEYS, startWireServer, type TestOperation, type WireServer } from './wire-server.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:f';

/** Keeps its last input. */
function keeping(
  outputOf: (input: Record<string, unknown>) => unknown,
): TestOperation & { input: Record<string, unknown> } {
  const operation = (_ctx: unknown, input: Record<string, unknown>): Promise<unknown> => {
    keeper.input = input;
    return Promise.resolve(outputOf(input));
  };
  const keeper = Object.assign(operation, { input: {} });
  return keeper;
}

function config(server: WireServer): {
  endpoint: string;
  region: string;
  credentials: typeof KEYS;
  maxAttempts: number;
} {
  return { endpoint: server.url, region: 'eu-west-1', credentials: KEYS, maxAttempts: 1 };
}

suite('Lambda (REST, JSON)', () => {
  test('blobs, headers and the status code of Invoke', async () => {
    const invoke = keeping(({ Payload }) => ({
      StatusCode: 200,
      FunctionError: 'Unhandled',
      LogResult: 'bG9n',
      ExecutedVersion: '$LATEST',
      Payload,
    }));
    await using server = await startWireServer({ lambda: { operations: { Invoke: invoke } } });
    const command = new InvokeCommand({
      FunctionName: `${ARN}:live`,
      Payload: Buffer.from('{"ä":1}'),
      LogType: 'Tail',
      Qualifier: 'v1',
      ClientContext: 'e30=',
    });
    const answer = await new LambdaClient(config(server)).send(command);
    assert.deepEqual(
      { ...invoke.input, Payload: Buffer.from(invoke.input['Payload'] as Uint8Array).toString() },
      { FunctionName: `${ARN}:live`, Payload: '{"ä":1}', LogType: 'Tail', Qualifier: 'v1', ClientContext: 'e30=' },
    );
    assert.equal(answer.StatusCode, 200);
    assert.equal(answer.FunctionError, 'Unhandled');
    assert.equal(answer.LogResult, 'bG9n');
    assert.equal(answer.ExecutedVersion, '$LATEST');
    assert.equal(Buffer.from(answer.Payload ?? []).toString(), '{"ä":1}');
    assert.match(answer.$metadata.requestId ?? '', /^[0-9a-f-]{36}$/);
  });

  test('an Invoke without a payload, in and out', async () => {
    const invoke = keeping(() => ({ StatusCode: 204 }));
    await using server = await startWireServer({ lambda: { operations: { Invoke: invoke } } });
    const answer = await new LambdaClient(config(server)).send(new InvokeCommand({ FunctionName: 'f' }));
    assert.deepEqual(invoke.input, { FunctionName: 'f' });
    assert.equal(answer.StatusCode, 204);
  });

  test('a JSON body with blobs and maps', async () => {
    const create = keeping(({ FunctionName }) => ({
      FunctionName,
      Environment: { Variables: { A: 'b' } },
      Timeout: 3,
    }));
    await using server = await startWireServer({ lambda: { operations: { CreateFunction: create } } });
    const role = 'arn:aws:iam::000000000000:role/r';
    const zip = Buffer.from('PK zip');
    const command = new CreateFunctionCommand({
      FunctionName: 'f',
      Role: role,
      Code: { ZipFile: zip },
      Environment: { Variables: { FOO: 'ü' } },
      Architectures: ['arm64'],
    });
    const answer = await new LambdaClient(config(server)).send(command);
    const expected = {
      FunctionName: 'f',
      Role: role,
      Code: { ZipFile: zip },
      Environment: { Variables: { FOO: 'ü' } },
      Architectures: ['arm64'],
    };
    assert.deepEqual(create.input, expected);
    assert.deepEqual(answer.Environment, { Variables: { A: 'b' } });
    assert.equal(answer.$metadata.httpStatusCode, 201);
    assert.equal(answer.Timeout, 3);
  });

  test('labels with slashes and colons, lists and numbers in the query string, empty answers', async () => {
    const [untag, list, tags] = [
      keeping(() => undefined),
      keeping(() => ({ Functions: [] })),
      keeping(() => ({ Tags: {} })),
    ];
    const operations = {
      UntagResource: untag,
      ListFunctions: list,
      ListTags: tags,
      DeleteFunction: keeping(() => ({ StatusCode: 204 })),
    };
    await using server = await startWireServer({ lambda: { operations } });
    const client = new LambdaClient(config(server));
    const answer = await client.send(new UntagResourceCommand({ Resource: ARN, TagKeys: ['a b', 'c&d', 'e'] }));
    assert.equal(answer.$metadata.httpStatusCode, 204);
    assert.deepEqual(untag.input, { Resource: ARN, TagKeys: ['a b', 'c&d', 'e'] });
    assert.deepEqual((await client.send(new ListFunctionsCommand({ MaxItems: 7, Marker: 'a/b+c' }))).Functions, []);
    assert.deepEqual(list.input, { MaxItems: 7, Marker: 'a/b+c' });
    assert.deepEqual((await client.send(new ListTagsCommand({ Resource: ARN }))).Tags, {});
    assert.equal((await client.send(new DeleteFunctionCommand({ FunctionName: 'f' }))).$metadata.httpStatusCode, 204);
  });

  test('modelled errors, with their members and headers', async () => {
    const operations = {
      GetFunction: () => Promise.reject(new ResourceNotFoundException(`Function not found: ${ARN}`)),
      Invoke: () =>
        Promise.reject(
          new TooManyRequestsException('Rate Exceeded.', {
            Reason: 'ConcurrentInvocationLimitExceeded',
            retryAfterSeconds: '7',
          }),
        ),
    };
    await using server = await startWireServer({ lambda: { operations } });
    const client = new LambdaClient(config(server));
    await assert.rejects(client.send(new GetFunctionCommand({ FunctionName: 'f' })), {
      name: 'ResourceNotFoundException',
      message: `Function not found: ${ARN}`,
      Type: 'User',
      $fault: 'client',
    });
    await assert.rejects(client.send(new InvokeCommand({ FunctionName: 'f' })), {
      name: 'TooManyRequestsException',
      message: 'Rate Exceeded.',
      Type: 'User',
      Reason: 'ConcurrentInvocationLimitExceeded',
      retryAfterSeconds: '7',
    });
  });
});

suite('IAM and STS (query, XML)', () => {
  test('structures, lists, times, and texts that XML has to escape', async () => {
    const create = keeping(({ RoleName, AssumeRolePolicyDocument, Tags }) => ({
      Role: {
        Path: '/',
        RoleName,
        RoleId: 'AROA',
        Arn: 'arn:aws:iam::000000000000:role/r',
        CreateDate: Date.UTC(2026, 10, 24),
        AssumeRolePolicyDocument,
        Tags,
      },
    }));
    await using server = await startWireServer({ iam: { operations: { CreateRole: create } } });
    const document = '{"a":"<b> & \'c\' \\"ü\\""}';
    const tags = [
      { Key: 'a', Value: '' },
      { Key: 'b', Value: 'x + y' },
    ];
    const input = { RoleName: 'r', AssumeRolePolicyDocument: document, Tags: tags, MaxSessionDuration: 3_600 };
    const { Role, $metadata } = await new IAMClient(config(server)).send(new CreateRoleCommand(input));
    assert.deepEqual(create.input, input);
    assert.deepEqual(Role?.CreateDate, new Date('2026-11-24T00:00:00Z'));
    assert.equal(Role?.AssumeRolePolicyDocument, document);
    assert.deepEqual(Role?.Tags, tags);
    assert.match($metadata.requestId ?? '', /^[0-9a-f-]{36}$/);
  });

  test('empty lists, booleans, errors', async () => {
    const operations = {
      ListRoles: () => Promise.resolve({ Roles: [], IsTruncated: true, Marker: 'm' }),
      GetRole: () => Promise.reject(new NoSuchEntityException('The role with name r cannot be found.')),
    };
    await using server = await startWireServer({ iam: { operations } });
    const client = new IAMClient(config(server));
    const { Roles, IsTruncated, Marker } = await client.send(new ListRolesCommand({}));
    assert.deepEqual({ Roles, IsTruncated, Marker }, { Roles: [], IsTruncated: true, Marker: 'm' });
    await assert.rejects(client.send(new GetRoleCommand({ RoleName: 'r' })), {
      name: 'NoSuchEntityException',
      message: 'The role with name r cannot be found.',
    });
  });

  test('STS, with nested lists', async () => {
    const Expiration = Date.UTC(2026, 10, 24, 4);
    const Credentials = { AccessKeyId: 'ASIAIOSFODNN7EXAMPLE', SecretAccessKey: 's', SessionToken: 't', Expiration };
    const assume = keeping(() => ({ Credentials }));
    const operations = {
      AssumeRole: assume,
      GetCallerIdentity: () => Promise.resolve({ Account: '000000000000', Arn: 'arn', UserId: 'u' }),
    };
    await using server = await startWireServer({ sts: { operations } });
    const client = new STSClient(config(server));
    assert.equal((await client.send(new GetCallerIdentityCommand({}))).Account, '000000000000');
    const input = {
      RoleArn: 'arn:aws:iam::000000000000:role/r',
      RoleSessionName: 'session',
      PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
      Tags: [{ Key: 'k', Value: 'v' }],
    };
    const answer = await client.send(new AssumeRoleCommand(input));
    assert.deepEqual(assume.input, input);
    assert.deepEqual(answer.Credentials, { ...Credentials, Expiration: new Date(Expiration) });
  });
});

suite('CloudWatch Logs (JSON)', () => {
  test('structures in lists, and an operation without output', async () => {
    const put = keeping(() => ({ nextSequenceToken: '1', rejectedLogEventsInfo: { expiredLogEventEndIndex: 0 } }));
    const create = keeping(() => undefined);
    await using server = await startWireServer({ logs: { operations: { PutLogEvents: put, CreateLogGroup: create } } });
    const client = new CloudWatchLogsClient(config(server));
    const input = {
      logGroupName: 'g',
      logStreamName: 's',
      logEvents: [{ timestamp: 1_795_000_000_000, message: 'ä\n"' }],
    };
    const answer = await client.send(new PutLogEventsCommand(input));
    assert.deepEqual(put.input, input);
    assert.deepEqual(answer.rejectedLogEventsInfo, { expiredLogEventEndIndex: 0 });
    await client.send(new CreateLogGroupCommand({ logGroupName: 'g', tags: { a: 'b' } }));
    assert.deepEqual(create.input, { logGroupName: 'g', tags: { a: 'b' } });
  });
});
