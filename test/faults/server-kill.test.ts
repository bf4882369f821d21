/**
 * kill -9 of the server, at random instants, during creates, deletes, invokes and log writes: whatever was acknowledged
 * is there at the next start, whole; and nothing needs repair.
 */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { after, test } from 'node:test';
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  GetLogEventsCommand,
  paginateFilterLogEvents,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { AttachRolePolicyCommand, CreateRoleCommand, CreateUserCommand, GetUserCommand } from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  ResourceNotFoundException,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { type Clients, clientsOf } from '../clients.ts';
import { makeDataFolder, type RunningCloud, startCloud } from '../cloud.ts';
import { zipOf } from '../zip.ts';
import { until } from './until.ts';
import { virga } from './virga.ts';

const ROUNDS = Number(process.env['FAULT_ROUNDS'] ?? 50);
const LOAD_DEADLINE_MS = 60_000;
const GROUP = 'kill-test';
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const ROLE = 'arn:aws:iam::000000000000:role/kill-role';
const HANDLER = 'exports.handler = async (event) => { console.log(event.mark); return event.mark; };';

/** What was acknowledged, over all rounds. */
const functions = new Map<string, string>();
const deleted = new Set<string>();
const users = new Set<string>();
const marks = new Set<string>();
const written: string[] = [];
/** Sent when the server was killed: there or not there, both are right. */
const unknown = new Set<string>();

const dataFolder = makeDataFolder();
after(() => rmSync(dataFolder, { recursive: true, force: true }));

test(`${ROUNDS} rounds of kill -9 lose nothing that was acknowledged`, async (t) => {
  for (let round = 0; round < ROUNDS; round++) {
    const cloud = await startCloud({ dataFolder, flags: ['--isolation', 'process'] });
    const clients = clientsOf(cloud.environment());
    if (round === 0) await prepare(clients);
    else await verifyLast(clients);
    await loadUntilKilled(cloud, clients, round);
    clients.close();
  }
  await using cloud = await startCloud({ dataFolder, flags: ['--isolation', 'process'] });
  const clients = clientsOf(cloud.environment());
  await verifyAll(clients);
  clients.close();
  const checked = await virga('check', '--data', dataFolder);
  assert.equal(checked.code, 0, checked.printed);
  t.diagnostic(
    `${functions.size} functions, ${deleted.size} deletions, ${users.size} users, ${marks.size} invocations and ` +
      `${written.length} log events were acknowledged and are there; ${unknown.size} outcomes were unknown`,
  );
  assert.ok(
    functions.size + deleted.size > ROUNDS / 4 && marks.size > ROUNDS && written.length > ROUNDS,
    'the load was too small to tell',
  );
});

async function prepare({ iam, lambda, logs }: Clients): Promise<void> {
  await iam.send(new CreateRoleCommand({ RoleName: 'kill-role', AssumeRolePolicyDocument: TRUST }));
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'kill-role', PolicyArn }));
  await createFunction(lambda, 'base', HANDLER);
  // Its runtime is fetched once, which takes longer than a round.
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 120 }, { FunctionName: 'base' });
  await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  await logs.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: 'stream' }));
}

async function createFunction(lambda: Clients['lambda'], name: string, code: string): Promise<string> {
  const { CodeSha256 = '' } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: ROLE,
      Code: { ZipFile: await zipOf({ 'index.js': code }) },
    }),
  );
  return CodeSha256;
}

/** Runs all kinds of work side by side until the server, killed at a random instant, stops answering. */
async function loadUntilKilled(cloud: RunningCloud, clients: Clients, round: number): Promise<void> {
  let killed = false;
  const before = [functions.size + deleted.size, marks.size, written.length] as const;
  const isEnough = (): boolean =>
    functions.size + deleted.size > before[0] && marks.size > before[1] + 1 && written.length > before[2] + 1;
  const work = [
    repeat((count) => makeAndDelete(clients, `f-${round}-${count}`)),
    repeat((count) => makeUser(clients, `u-${round}-${count}`)),
    repeat((count) => invoke(clients, `mark-${round}-a-${count}`)),
    repeat((count) => invoke(clients, `mark-${round}-b-${count}`)),
    repeat((count) => writeLog(clients, `event-${round}-${count}`)),
  ];
  // The first invocation starts a process; the instant must fall before, in and after it.
  await wait(50 + Math.random() * (round % 5 === 0 ? 1_500 : 600));
  // A busy machine may not have come far until then, which only some of the rounds are to show.
  if (round % 4 !== 0) {
    await until('some of all work is acknowledged', isEnough, LOAD_DEADLINE_MS);
    await wait(Math.random() * 50);
  }
  killed = true;
  await cloud.kill();
  await Promise.all(work);

  async function repeat(step: (count: number) => Promise<void>): Promise<void> {
    for (let count = 0; !killed; count++) {
      try {
        await step(count);
      } catch (error) {
        if (!killed) throw error;
      }
    }
  }
}

async function makeAndDelete({ lambda }: Clients, name: string): Promise<void> {
  unknown.add(name);
  const sha = await createFunction(lambda, name, `exports.handler = async () => '${name}';`);
  unknown.delete(name);
  functions.set(name, sha);
  if (Math.random() < 0.7) return;
  unknown.add(name);
  await lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
  unknown.delete(name);
  functions.delete(name);
  deleted.add(name);
}

async function makeUser({ iam }: Clients, UserName: string): Promise<void> {
  await iam.send(new CreateUserCommand({ UserName }));
  users.add(UserName);
}

async function invoke({ lambda }: Clients, mark: string): Promise<void> {
  const answer = await lambda.send(new InvokeCommand({ FunctionName: 'base', Payload: JSON.stringify({ mark }) }));
  assert.equal(answer.FunctionError, undefined, new TextDecoder().decode(answer.Payload));
  marks.add(mark);
}

async function writeLog({ logs }: Clients, message: string): Promise<void> {
  const logEvents = [{ timestamp: Date.now(), message }];
  await logs.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: 'stream', logEvents }));
  written.push(message);
}

/** A sample, so that a round stays short; all of it is verified at the end. */
async function verifyLast(clients: Clients): Promise<void> {
  const last = [...functions].slice(-3);
  for (const [name, sha] of last) await verifyFunction(clients, name, sha);
  const user = [...users].at(-1);
  if (user !== undefined) await clients.iam.send(new GetUserCommand({ UserName: user }));
}

async function verifyAll(clients: Clients): Promise<void> {
  for (const [name, sha] of functions) await verifyFunction(clients, name, sha);
  for (const name of deleted) {
    await assert.rejects(
      clients.lambda.send(new GetFunctionCommand({ FunctionName: name })),
      ResourceNotFoundException,
    );
  }
  for (const UserName of users) await clients.iam.send(new GetUserCommand({ UserName }));
  const logged = await messagesOf(clients, '/aws/lambda/base');
  const lines = new Set(logged.map((line) => line.trimEnd().split('\t').at(-1)));
  assert.deepEqual(
    [...marks].filter((mark) => !lines.has(mark)),
    [],
  );
  const events = await streamOf(clients);
  const places = new Map(events.map((message, at) => [message, at]));
  assert.equal(places.size, events.length, 'an event is there twice');
  assert.deepEqual(
    written.filter((message) => !places.has(message)),
    [],
  );
}

async function verifyFunction({ lambda }: Clients, name: string, sha: string): Promise<void> {
  if (unknown.has(name)) return;
  const found = await lambda.send(new GetFunctionCommand({ FunctionName: name }));
  assert.equal(found.Configuration?.CodeSha256, sha);
  const location = found.Code?.Location ?? '';
  const code = await fetch(location);
  assert.equal(code.status, 200, name);
  const digest = await crypto.subtle.digest('SHA-256', await code.arrayBuffer());
  assert.equal(Buffer.from(digest).toString('base64'), sha);
}

async function messagesOf({ logs }: Clients, logGroupName: string): Promise<string[]> {
  const messages: string[] = [];
  for await (const { events = [] } of paginateFilterLogEvents({ client: logs }, { logGroupName })) {
    messages.push(...events.map(({ message = '' }) => message));
  }
  return messages;
}

async function streamOf({ logs }: Clients): Promise<string[]> {
  const messages: string[] = [];
  let nextToken: string | undefined;
  for (;;) {
    const input = { logGroupName: GROUP, logStreamName: 'stream', startFromHead: true, nextToken };
    const page = await logs.send(new GetLogEventsCommand(input));
    messages.push(...(page.events ?? []).map(({ message = '' }) => message));
    if (page.nextForwardToken === nextToken) return messages;
    nextToken = page.nextForwardToken;
  }
}
