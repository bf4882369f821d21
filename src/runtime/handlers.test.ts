/** Handlers that work: every form of them, their context and environment, their SDK. Plain processes, where that is enough. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { answerOf, API_URL, RuntimeRoom, type TestFunction } from './runtime.fixture.ts';

let room: RuntimeRoom;
before(async () => {
  room = await RuntimeRoom.open('process');
});
after(() => room.close());

async function answer(spec: TestFunction, event: unknown = { name: 'Ada' }): Promise<unknown> {
  const fn = await room.make(spec);
  const result = await room.invoke(fn, event);
  assert.equal(result.functionError, undefined, Buffer.from(result.payload).toString());
  return answerOf(result);
}

const FORMS: readonly (TestFunction & { readonly is: string; readonly answers: unknown })[] = [
  {
    is: 'an async function in CommonJS',
    runtime: 'nodejs22.x',
    files: { 'index.js': 'exports.handler = async (event) => `hello ${event.name}`;' },
    answers: 'hello Ada',
  },
  {
    is: 'a callback',
    runtime: 'nodejs22.x',
    files: {
      'index.js': 'exports.handler = (event, context, callback) => setTimeout(() => callback(null, event.name), 5);',
    },
    answers: 'Ada',
  },
  {
    is: 'a callback that does not wait for the event loop',
    runtime: 'nodejs22.x',
    files: {
      'index.js':
        'exports.handler = (event, context, callback) => { context.callbackWaitsForEmptyEventLoop = false; setInterval(() => {}, 50); callback(null, 1); };',
    },
    answers: 1,
  },
  {
    is: 'context.succeed',
    runtime: 'nodejs22.x',
    files: { 'index.js': 'exports.handler = (event, context) => { context.succeed({ ok: true }); };' },
    answers: { ok: true },
  },
  {
    is: 'a handler without an answer',
    runtime: 'nodejs22.x',
    files: { 'index.js': 'exports.handler = async () => {};' },
    answers: null,
  },
  {
    is: 'an ES module with top-level await',
    runtime: 'nodejs24.x',
    files: {
      'index.mjs':
        "import os from 'node:os'; const x = await Promise.resolve(7); export const handler = async () => x;",
    },
    answers: 7,
  },
  {
    is: '"type": "module" and a nested handler',
    runtime: 'nodejs24.x',
    handler: 'src/app.api.handler',
    files: {
      'package.json': '{"type":"module"}',
      'src/app.js': "import { word } from './word.js'; export const api = { handler: () => word };",
      'src/word.js': "export const word = 'nested';",
    },
    answers: 'nested',
  },
  {
    is: 'Python',
    runtime: 'python3.12',
    handler: 'app/main.handler',
    files: { 'app/main.py': 'def handler(event, context):\n    return {"hello": event["name"], "é": "ü"}\n' },
    answers: { hello: 'Ada', é: 'ü' },
  },
];

for (const { is, answers, ...spec } of FORMS) {
  test(`${spec.runtime}: ${is}`, async () => assert.deepEqual(await answer(spec), answers));
}

test('the context object in Node.js', async () => {
  const source = `exports.handler = async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis(),
    trace: process.env._X_AMZN_TRACE_ID });`;
  const fn = await room.make({ runtime: 'nodejs24.x', files: { 'index.js': source }, memoryMb: 512, timeoutMs: 5_000 });
  const requestId = '11111111-2222-4333-8444-555555555555';
  const traceHeader = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
  const clientContext = '{"custom":{"a":"b"}}';
  const invokedArn = `${fn.arn}:$LATEST`;
  const call = { requestId, payload: Buffer.from('{}'), invokedArn, traceHeader, clientContext };
  const { left, logStreamName, ...context } = answerOf(await room.runtime.invoke(fn, call)) as Record<string, unknown>;
  assert.ok(typeof left === 'number' && left > 3_000 && left <= 5_000, String(left));
  assert.match(String(logStreamName), /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
  assert.deepEqual(context, {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: '$LATEST',
    functionName: fn.name,
    memoryLimitInMB: '512',
    logGroupName: fn.logGroup,
    clientContext: { custom: { a: 'b' } },
    invokedFunctionArn: invokedArn,
    awsRequestId: requestId,
    trace: traceHeader,
  });
});

test('the context object in Python', async () => {
  const source = `import os
def handler(event, context):
    names = ["aws_request_id", "log_group_name", "function_name", "memory_limit_in_mb", "function_version", "invoked_function_arn"]
    return [*[getattr(context, name) for name in names], context.get_remaining_time_in_millis() > 3000,
        context.client_context, context.identity.cognito_identity_id, os.environ["_X_AMZN_TRACE_ID"].startswith("Root=1-")]
`;
  const fn = await room.make({ runtime: 'python3.12', handler: 'm.handler', files: { 'm.py': source } });
  const requestId = '11111111-2222-4333-8444-555555555555';
  const expected = [requestId, fn.logGroup, fn.name, '256', '$LATEST', fn.arn, true, null, null, true];
  assert.deepEqual(answerOf(await room.invoke(fn, {}, requestId)), expected);
});

test('the environment', async () => {
  const spec = { runtime: 'nodejs22.x', files: { 'index.js': 'exports.handler = async () => process.env;' } };
  const environment = { STAGE: 'test', AWS_REGION: 'not-yours', NODE_OPTIONS: '--max-http-header-size=20000' };
  const env = (await answer({ ...spec, environment })) as Record<string, string>;
  assert.deepEqual(
    Object.keys(env).filter((name) => name.startsWith('VIRGA_') || name.startsWith('NODE_CHANNEL')),
    [],
  );
  const expected = {
    STAGE: 'test',
    NODE_OPTIONS: '--max-http-header-size=20000',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: API_URL,
    AWS_ACCESS_KEY_ID: 'ASIAtester',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    _HANDLER: 'index.handler',
    TZ: ':UTC',
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(env[name], value, name);
});

test('a function begins in its own folder, and is told so', async () => {
  const node = {
    runtime: 'nodejs22.x',
    files: {
      'index.js':
        'const { realpathSync } = require("node:fs"); exports.handler = async () => [process.env, realpathSync(process.env.PWD) === process.cwd()];',
    },
  };
  const source =
    'import os\ndef handler(event, context):\n    return [dict(os.environ), os.path.realpath(os.environ["PWD"]) == os.getcwd()]\n';
  const python = { runtime: 'python3.12', handler: 'm.handler', files: { 'm.py': source } };
  for (const spec of [node, python]) {
    const [environment, isThere] = (await answer(spec)) as [Record<string, string>, boolean];
    assert.deepEqual([environment['PWD'], isThere], [environment['LAMBDA_TASK_ROOT'], true]);
  }
});

describe('the AWS SDK is part of the managed runtimes', () => {
  test('boto3', { timeout: 180_000 }, async () => {
    const source = `import boto3
from botocore.config import Config
def handler(event, context):
    client = boto3.client("lambda")
    return [client.meta.endpoint_url, client.meta.region_name, boto3.__file__.split("/")[-4:]]
`;
    const told = await answer({ runtime: 'python3.12', handler: 'm.handler', files: { 'm.py': source } });
    assert.deepEqual(told, [API_URL, 'us-east-1', ['sdk-python3.12', 'site', 'boto3', '__init__.py']]);
  });

  test('required from CommonJS', { timeout: 180_000 }, async () => {
    const source = `const { LambdaClient } = require('@aws-sdk/client-lambda');
exports.handler = async () => await new LambdaClient({}).config.region();`;
    assert.equal(await answer({ runtime: 'nodejs22.x', files: { 'index.js': source } }), 'us-east-1');
  });

  test('imported from an ES module', { timeout: 180_000 }, async () => {
    const source = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
export const handler = async () => [typeof DynamoDBDocumentClient.from(new DynamoDBClient({})), S3Client.name];`;
    assert.deepEqual(await answer({ runtime: 'nodejs24.x', files: { 'index.mjs': source } }), ['object', 'S3Client']);
  });
});

test('print, logging and console in order with the platform lines', async () => {
  const source = `import logging, sys
logging.getLogger().setLevel(logging.INFO)
def handler(event, context):
    print("one")
    logging.info("two\\nlines")
    sys.stderr.write("three\\n")
`;
  const fn = await room.make({ runtime: 'python3.12', handler: 'm.handler', files: { 'm.py': source } });
  await room.invoke(fn);
  const lines = room.logOf(fn).map((line) => line.replace(/\S+-\S+-\S+/g, 'X'));
  assert.deepEqual(lines.slice(2, 6), ['one\n', '[INFO]\tX\tX\ttwo\nlines\n', 'three\n', 'END RequestId: X\n']);
});
