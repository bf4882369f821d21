/** Real functions told by the real AWS CLI: native npm dependencies, the runtime's boto3 with a role, compiled bootstraps. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type RunningCloud, startCloud } from '../cloud.ts';
import { aws, callAws, cliV1 } from './aws.ts';
import * as answer from './fixtures/answer.ts';
import * as area from './fixtures/area.ts';
import * as listFunctions from './fixtures/list-functions.ts';
import * as resizePhoto from './fixtures/resize-photo.ts';

const cli = cliV1();
const folder = mkdtempSync(path.join(tmpdir(), 'virga-story-'));
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
let cloud: RunningCloud;

before(async () => {
  cloud = await startCloud();
});
after(async () => {
  await cloud.stop();
  rmSync(cloud.dataFolder, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

/** Calls the CLI as `admin`. */
async function say(...words: string[]): Promise<Record<string, unknown>> {
  return ((await aws(cli, cloud.environment(), ...words)) ?? {}) as Record<string, unknown>;
}

async function makeRole(name: string, policy?: object): Promise<string> {
  await say('iam', 'create-role', '--role-name', name, '--assume-role-policy-document', TRUST);
  const basic = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  await say('iam', 'attach-role-policy', '--role-name', name, '--policy-arn', basic);
  if (policy) {
    const document = JSON.stringify({ Version: '2012-10-17', Statement: [policy] });
    await say('iam', 'put-role-policy', '--role-name', name, '--policy-name', 'own', '--policy-document', document);
  }
  return `arn:aws:iam::000000000000:role/${name}`;
}

interface Package {
  readonly runtime: string;
  readonly handler: string;
}

async function makeFunction(name: string, role: string, zip: string, { runtime, handler }: Package): Promise<void> {
  const code = ['--zip-file', `fileb://${zip}`, '--runtime', runtime, '--handler', handler];
  const size = ['--memory-size', '512', '--timeout', '30'];
  await say('lambda', 'create-function', '--function-name', name, '--role', role, ...code, ...size);
  await say('lambda', 'wait', 'function-active-v2', '--function-name', name);
}

interface Outcome {
  readonly answer: Record<string, unknown>;
  readonly meta: Record<string, unknown>;
}

async function invoke(name: string, event: object): Promise<Outcome> {
  const [input, output] = [path.join(folder, `${name}.in.json`), path.join(folder, `${name}.out.json`)];
  writeFileSync(input, JSON.stringify(event));
  const meta = await say(
    'lambda',
    'invoke',
    '--function-name',
    name,
    '--payload',
    `file://${input}`,
    '--log-type',
    'Tail',
    output,
  );
  return { meta, answer: JSON.parse(readFileSync(output, 'utf8')) as Record<string, unknown> };
}

async function messagesOf(name: string): Promise<string[]> {
  const { events } = await say('logs', 'filter-log-events', '--log-group-name', `/aws/lambda/${name}`);
  return (events as { message: string }[]).map(({ message }) => message);
}

test('a Node.js function with its native npm dependency resizes a photograph', async () => {
  await makeFunction('resize', await makeRole('resize-role'), await resizePhoto.make(), resizePhoto);
  const image = readFileSync(resizePhoto.photo).toString('base64');
  const { answer: resized, meta } = await invoke('resize', { image, width: 120 });
  assert.equal(meta['FunctionError'], undefined, JSON.stringify(resized));
  assert.equal(resized['width'], 120);
  assert.equal(resized['format'], 'jpeg');
  const bytes = Buffer.from(String(resized['image']), 'base64');
  assert.equal(bytes.readUInt16BE(0), 0xffd8, 'a JPEG begins so');
  assert.ok(bytes.byteLength < Buffer.from(image, 'base64').byteLength);
  const logged = await messagesOf('resize');
  assert.ok(logged.some((line) => /\d+x\d+ -> 120x\d+/.test(line)));
  assert.match(Buffer.from(String(meta['LogResult']), 'base64').toString(), /REPORT RequestId: .*Memory Size: 512 MB/);
});

test("a Python function uses the runtime's boto3 with its role, and is denied what the role does not grant", async () => {
  const role = await makeRole('lister-role', { Effect: 'Allow', Action: 'lambda:ListFunctions', Resource: '*' });
  await makeFunction('lister', role, await listFunctions.make(), listFunctions);
  const { answer: told, meta } = await invoke('lister', { delete: 'lister' });
  assert.equal(meta['FunctionError'], undefined, JSON.stringify(told));
  assert.ok((told['functions'] as string[]).includes('lister'));
  assert.equal(told['caller'], 'arn:aws:sts::000000000000:assumed-role/lister-role/lister');
  assert.equal(told['endpoint'], cloud.url);
  const denied = told['denied'] as Record<string, string>;
  assert.equal(denied['Code'], 'AccessDeniedException');
  assert.equal(
    denied['Message'],
    'User: arn:aws:sts::000000000000:assumed-role/lister-role/lister is not authorized to perform: lambda:DeleteFunction on resource: ' +
      'arn:aws:lambda:us-east-1:000000000000:function:lister because no identity-based policy allows the lambda:DeleteFunction action',
  );
  await say('lambda', 'get-function', '--function-name', 'lister');
});

describe('a compiled bootstrap answers through the Runtime API', () => {
  test('in Go', async (t) => {
    const zip = await answer.makeGo();
    if (zip === undefined) return t.skip('no Go on this machine');
    await makeFunction('go', await makeRole('go-role'), zip, answer);
    const { answer: told, meta } = await invoke('go', { name: 'Ann' });
    assert.equal(meta['FunctionError'], undefined, JSON.stringify(told));
    assert.equal(told['language'], 'go');
    assert.match(JSON.stringify(told), /Ann/);
    const failed = await invoke('go', { fail: true });
    assert.equal(failed.meta['FunctionError'], 'Unhandled');
    assert.match(JSON.stringify(failed.answer), /Refused/);
  });

  test('in Rust', async (t) => {
    const zip = await answer.makeRust();
    if (zip === undefined) return t.skip('no Rust on this machine');
    await makeFunction('rust', await makeRole('rust-role'), zip, answer);
    const { answer: told, meta } = await invoke('rust', { name: 'Ann' });
    assert.equal(meta['FunctionError'], undefined, JSON.stringify(told));
    assert.deepEqual(told['event'], { name: 'Ann' });
  });
});

test("the tutorials' hello worlds", async () => {
  const role = await makeRole('area-role');
  for (const [name, one] of [
    ['area-node', area.node],
    ['area-python', area.python],
  ] as const) {
    await makeFunction(name, role, await one.make(), one);
    const { answer: told } = await invoke(name, { length: 6, width: 7 });
    assert.deepEqual(JSON.parse(told as unknown as string), { area: 42 });
  }
});

test('without iam:PassRole nobody may hand a role to a function', async () => {
  await say('iam', 'create-user', '--user-name', 'maker');
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'lambda:*', Resource: '*' }] };
  await say(
    'iam',
    'put-user-policy',
    '--user-name',
    'maker',
    '--policy-name',
    'p',
    '--policy-document',
    JSON.stringify(policy),
  );
  const { AccessKey } = await say('iam', 'create-access-key', '--user-name', 'maker');
  const key = AccessKey as Record<string, string>;
  const environment = {
    ...cloud.environment(),
    AWS_ACCESS_KEY_ID: key['AccessKeyId'] ?? '',
    AWS_SECRET_ACCESS_KEY: key['SecretAccessKey'] ?? '',
  };
  const role = await makeRole('power');
  const zip = await area.python.make();
  const code = ['--zip-file', `fileb://${zip}`, '--runtime', 'python3.13', '--handler', area.python.handler];
  const told = await callAws(cli, environment, [
    'lambda',
    'create-function',
    '--function-name',
    'x',
    '--role',
    role,
    ...code,
  ]);
  assert.notEqual(told.code, 0);
  assert.match(
    told.err,
    /AccessDeniedException.*User: arn:aws:iam::000000000000:user\/maker is not authorized to perform: iam:PassRole on resource: arn:aws:iam::000000000000:role\/power because no identity-based policy allows the iam:PassRole action/s,
  );
});

test('a function whose role is gone is told so, in the words of Lambda', async () => {
  const role = await makeRole('short-lived');
  await makeFunction('orphan', role, await area.node.make(), area.node);
  await say(
    'iam',
    'detach-role-policy',
    '--role-name',
    'short-lived',
    '--policy-arn',
    'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
  );
  await say('iam', 'delete-role', '--role-name', 'short-lived');
  // Credentials that a function has been given stay with it; the next start has none.
  await cloud.stop();
  cloud = await startCloud({ dataFolder: cloud.dataFolder });
  const told = await callAws(cli, cloud.environment(), [
    'lambda',
    'invoke',
    '--function-name',
    'orphan',
    path.join(folder, 'orphan.json'),
  ]);
  assert.match(told.err, /AccessDeniedException.*The role defined for the function cannot be assumed by Lambda\./);
});
