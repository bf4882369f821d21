/**
 * The wall clock of a running cloud jumps by an hour, forth and back, under load and between starts: invocations are
 * neither cut nor lost, every line is there once, and what was acknowledged stays.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { AttachRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, InvokeCommand, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, GetSessionTokenCommand, type STSClient } from '@aws-sdk/client-sts';
import { type Clients, clientsOf } from '../clients.ts';
import { type RunningCloud, startCloud } from '../cloud.ts';
import { zipOf } from '../zip.ts';
import { until } from './until.ts';
import { verify, Workload } from './workload.ts';

const HOUR_MS = 3_600_000;
/** Each is the offset from the true time. */
const JUMPS_MS = [HOUR_MS, 0, -HOUR_MS, 0, HOUR_MS, -HOUR_MS];
const CALLS_BETWEEN = 5;
const ROLE_NAME = 'work';
const HANDLER =
  'exports.handler = async ({ mark, waitMs }) => { await new Promise((r) => setTimeout(r, waitMs)); console.log(mark); return mark; };';

const folder = mkdtempSync(path.join(tmpdir(), 'virga-jumps-'));
const jumpFile = path.join(folder, 'offset');
const dataFolder = path.join(folder, 'data');
after(() => rmSync(folder, { recursive: true, force: true }));

test('jumps of an hour', { timeout: 300_000 }, async () => {
  writeFileSync(jumpFile, '0');
  const marks: string[] = [];
  let acknowledged: ReturnType<Workload['acknowledged']>;
  {
    await using cloud = await start();
    const clients = withOffset(clientsOf(cloud.environment()));
    const work = new Workload(clients);
    await work.prepare();
    await prepare(clients);
    const sessions: STSClient[] = [];
    for (const [round, offsetMs] of JUMPS_MS.entries()) {
      const running = invoke(clients, `running-${round}`, 700);
      await invoke(clients, `before-${round}`, 0);
      await jump(cloud, clients, offsetMs);
      marks.push(await running, `before-${round}`);
      for (let call = 0; call < CALLS_BETWEEN; call++) {
        const name = `r${round}-${call}`;
        await work.makeUser(name);
        await work.log(name);
        marks.push(await invoke(clients, name, 0));
      }
      await useSessions(cloud, clients, sessions, offsetMs);
    }
    await verify(clients, work.acknowledged(), new Set());
    await linesAreThereOnce(clients, marks);
    acknowledged = work.acknowledged();
    clients.close();
    assert.equal(await cloud.stop(), 0);
  }
  // A start an hour before the last stop, and one two hours later.
  for (const offsetMs of [-2 * HOUR_MS, 0]) {
    writeFileSync(jumpFile, String(offsetMs));
    await using cloud = await start();
    const clients = withOffset(clientsOf(cloud.environment()));
    setOffset(clients, offsetMs);
    marks.push(await invoke(clients, `after-start-${offsetMs}`, 0));
    await verify(clients, acknowledged, new Set());
    await linesAreThereOnce(clients, marks);
    clients.close();
  }
});

function start(): Promise<RunningCloud> {
  return startCloud({
    dataFolder,
    flags: ['--isolation', 'process'],
    nodeFlags: ['--import', path.join(import.meta.dirname, 'jumping-clock.ts')],
    environment: { JUMP_FILE: jumpFile },
  });
}

async function prepare({ iam, lambda }: Clients): Promise<void> {
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  await iam.send(new AttachRolePolicyCommand({ RoleName: ROLE_NAME, PolicyArn }));
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'marks',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::000000000000:role/${ROLE_NAME}`,
      Code: { ZipFile: await zipOf({ 'index.js': HANDLER }) },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 120 }, { FunctionName: 'marks' });
}

/** Its time limit is 3 s, of a clock that does not jump. */
async function invoke({ lambda }: Clients, mark: string, waitMs: number): Promise<string> {
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName: 'marks', Payload: JSON.stringify({ mark, waitMs }) }),
  );
  const payload = new TextDecoder().decode(answer.Payload);
  assert.equal(answer.FunctionError, undefined, payload);
  assert.equal(payload, JSON.stringify(mark));
  return mark;
}

async function jump(cloud: RunningCloud, clients: Clients, offsetMs: number): Promise<void> {
  writeFileSync(jumpFile, String(offsetMs));
  cloud.process.kill('SIGUSR2');
  await until('the clock has jumped', () => {
    try {
      return readFileSync(`${jumpFile}.seen`, 'utf8') === String(offsetMs);
    } catch {
      return false;
    }
  });
  setOffset(clients, offsetMs);
}

/** A session of twelve hours, made now; all that were made before are valid, those from the future included. */
async function useSessions(cloud: RunningCloud, { sts }: Clients, made: STSClient[], offsetMs: number): Promise<void> {
  const { Credentials } = await sts.send(new GetSessionTokenCommand({}));
  const environment = {
    ...cloud.environment(),
    AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey ?? '',
    AWS_SESSION_TOKEN: Credentials?.SessionToken ?? '',
  };
  made.push(withOffset(clientsOf(environment)).sts);
  for (const session of made) {
    session.config.systemClockOffset = offsetMs;
    const identity = await session.send(new GetCallerIdentityCommand({}));
    assert.match(identity.Arn ?? '', /user\/admin$/);
  }
}

async function linesAreThereOnce({ logs }: Clients, marks: readonly string[]): Promise<void> {
  const found: string[] = [];
  for await (const { events = [] } of paginateFilterLogEvents(
    { client: logs },
    { logGroupName: '/aws/lambda/marks' },
  )) {
    found.push(...events.map(({ message = '' }) => message.trimEnd().split('\t').at(-1) ?? ''));
  }
  for (const mark of marks) assert.equal(found.filter((line) => line === mark).length, 1, mark);
}

function withOffset(clients: Clients): Clients {
  for (const client of [clients.iam, clients.lambda, clients.logs, clients.sts]) {
    // The SDK would set its clock by this header, which Node writes by the true one.
    (client as STSClient).middlewareStack.add(
      (next) => async (request) => {
        const answer = await next(request);
        delete (answer.response as { headers: Record<string, string> }).headers['date'];
        return answer;
      },
      { step: 'deserialize', priority: 'low' },
    );
  }
  return clients;
}

function setOffset(clients: Clients, offsetMs: number): void {
  for (const client of [clients.iam, clients.lambda, clients.logs, clients.sts]) {
    client.config.systemClockOffset = offsetMs;
  }
}
