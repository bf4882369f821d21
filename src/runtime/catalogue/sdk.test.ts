/** The AWS SDKs of the managed runtimes, in the real sandbox: installed once, then there without a network. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answerOf, RuntimeRoom, type TestFunction } from '../runtime.fixture.ts';

const NOWHERE = 'http://127.0.0.1:9/';
const INSTALLER_SETTINGS = ['npm_config_registry', 'PIP_INDEX_URL'] as const;
const LONG = { timeout: 300_000 };

const SDKS: readonly (TestFunction & { readonly is: string; readonly answer: unknown })[] = [
  {
    is: 'boto3',
    runtime: 'python3.12',
    handler: 'main.handler',
    files: {
      'main.py':
        "import boto3\ndef handler(event, context):\n    return boto3.client('s3', region_name='us-east-1').meta.service_model.service_name\n",
    },
    answer: 's3',
  },
  {
    is: '@aws-sdk by require',
    runtime: 'nodejs22.x',
    files: {
      'index.js':
        "const { S3Client } = require('@aws-sdk/client-s3'); exports.handler = async () => new S3Client({}).config.serviceId;",
    },
    answer: 'S3',
  },
  {
    is: '@aws-sdk by import',
    runtime: 'nodejs24.x',
    files: {
      'index.mjs':
        "import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'; export const handler = async () => typeof DynamoDBDocumentClient.from;",
    },
    answer: 'function',
  },
];

async function importAll(room: RuntimeRoom): Promise<void> {
  for (const { is, answer, ...spec } of SDKS) {
    const fn = await room.make(spec);
    await room.runtime.updated(fn);
    const result = await room.invoke(fn);
    assert.equal(result.functionError, undefined, `${is}: ${Buffer.from(result.payload).toString()}`);
    assert.equal(answerOf(result), answer, is);
  }
}

async function inNewRoom(tell: (room: RuntimeRoom) => Promise<void>): Promise<void> {
  const room = await RuntimeRoom.open('sandbox');
  try {
    await tell(room);
  } finally {
    await room.close();
  }
}

const settings = new Map<string, string | undefined>();
before(() => {
  for (const name of INSTALLER_SETTINGS) settings.set(name, process.env[name]);
});
after(() => {
  for (const [name, value] of settings) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

test('functions find the SDK of their runtime', LONG, () => inNewRoom(importAll));

test('also after a restart without a network', LONG, async () => {
  for (const name of INSTALLER_SETTINGS) process.env[name] = NOWHERE;
  await inNewRoom(importAll);
});
