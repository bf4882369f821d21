/** botocore (the AWS CLI, boto3) against small operations. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { NoSuchEntityException } from '../../src/services/iam/model.ts';
import { ResourceNotFoundException } from '../../src/services/lambda/model.ts';
import { KEYS, startWireServer } from './wire-server.ts';

const run = promisify(execFile);

test('botocore understands every answer', async (t) => {
  await using server = await startWireServer({
    lambda: {
      operations: {
        Invoke: (_ctx, { Payload, LogType }: { Payload: Uint8Array; LogType: string }) =>
          Promise.resolve({ StatusCode: 200, Payload, LogResult: LogType }),
        GetFunction: () => Promise.reject(new ResourceNotFoundException('Function not found: f')),
        UntagResource: () => Promise.resolve(),
      },
      quirks: {
        bodyLimits: {
          Invoke: { bytes: 6_291_456, code: 'RequestTooLargeException', status: 413, message: 'too large' },
        },
      },
    },
    iam: {
      operations: {
        CreateRole: (_ctx, { RoleName, Tags }: { RoleName: string; Tags: unknown }) =>
          Promise.resolve({
            Role: { Path: '/', RoleName, RoleId: 'A', Arn: 'arn', CreateDate: Date.UTC(2026, 10, 24), Tags },
          }),
        GetRole: () => Promise.reject(new NoSuchEntityException('The role with name r cannot be found.')),
      },
    },
    logs: {
      operations: {
        DescribeLogGroups: () =>
          Promise.resolve({ logGroups: [{ logGroupName: 'a', creationTime: 1_795_000_000_000 }] }),
        PutLogEvents: (_ctx, { logEvents }: { logEvents: readonly { message: string }[] }) =>
          Promise.resolve({ nextSequenceToken: String(logEvents[0]?.message.length) }),
      },
    },
    sts: {
      operations: { GetCallerIdentity: () => Promise.resolve({ Account: '000000000000', Arn: 'a', UserId: 'u' }) },
    },
  });
  const script = path.join(import.meta.dirname, 'botocore_client.py');
  const keys = [KEYS.accessKeyId, KEYS.secretAccessKey];
  const { stdout } = await run('python3', [script, server.url, ...keys], { timeout: 60_000 });
  const got = JSON.parse(stdout) as Record<string, unknown>;
  const ok = { status: 200, hasRequestId: true };
  const role = {
    Path: '/',
    RoleName: 'r',
    RoleId: 'A',
    Arn: 'arn',
    CreateDate: '2026-11-24 00:00:00+00:00',
    Tags: [{ Key: 'k', Value: 'a+b c' }],
  };
  const invalid =
    "1 validation error detected: Value '*' at 'logGroupNamePrefix' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+";
  const expected: Record<string, unknown> = {
    invoke: { ...ok, StatusCode: 200, Payload: '{"a":1}', LogResult: 'Tail' },
    get: {
      status: 404,
      hasRequestId: true,
      Error: { Code: 'ResourceNotFoundException', Message: 'Function not found: f' },
      Message: 'Function not found: f',
      Type: 'User',
    },
    untag: { status: 204, hasRequestId: true },
    role: { ...ok, Role: role },
    noRole: {
      status: 404,
      hasRequestId: true,
      Error: { Type: 'Sender', Code: 'NoSuchEntity', Message: 'The role with name r cannot be found.' },
    },
    groups: { ...ok, logGroups: [{ logGroupName: 'a', creationTime: 1_795_000_000_000 }] },
    put: { ...ok, nextSequenceToken: '20000' },
    invalid: {
      status: 400,
      hasRequestId: true,
      Error: { Code: 'ValidationException', Message: invalid },
    },
    identity: { ...ok, Account: '000000000000', Arn: 'a', UserId: 'u' },
    lacking: {
      status: 501,
      hasRequestId: true,
      Error: { Type: 'Receiver', Code: 'NotImplemented', Message: 'Virga does not implement ListUsers of IAM yet.' },
    },
    tooLarge: {
      status: 413,
      hasRequestId: true,
      Error: { Code: 'RequestTooLargeException', Message: 'too large' },
      message: 'too large',
    },
  };
  for (const [name, value] of Object.entries(expected)) {
    await t.test(name, () => assert.deepEqual(got[name], value));
  }
});
