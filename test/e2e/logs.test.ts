/** CloudWatch Logs as its clients use it: the SDK, AWS CLI 1 and 2, boto3 and `./virga logs`. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  paginateFilterLogEvents,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { type Clients, clientsOf } from '../clients.ts';
import { cleanEnvironment, makeDataFolder, type RunningCloud, startCloud } from '../cloud.ts';
import { aws, callAws, cliV1, findCli, pythonWithBoto3 } from './aws.ts';

const FLAGS = ['--isolation', 'process'];
const VIRGA = path.join(import.meta.dirname, '../../src/cli/main.ts');
const DEADLINE_MS = 60_000;

let cloud: RunningCloud;
let clients: Clients;

before(async () => {
  cloud = await startCloud({ flags: FLAGS });
  clients = clientsOf(cloud.environment());
});

after(async () => {
  clients.close();
  await cloud[Symbol.asyncDispose]();
});

async function makeStream(logGroupName: string, using: Clients = clients): Promise<void> {
  await using.logs.send(new CreateLogGroupCommand({ logGroupName }));
  await using.logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 's' }));
}

function put(logGroupName: string, messages: readonly string[], using: Clients = clients): Promise<unknown> {
  const nowMs = Date.now();
  const logEvents = messages.map((message, at) => ({ timestamp: nowMs + at, message }));
  return using.logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: 's', logEvents }));
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, at) => `line ${at}`);

describe('the SDK for JavaScript', () => {
  test('writes, reads forwards, backwards and in pages', async () => {
    await makeStream('/sdk');
    await put('/sdk', numbers(10));
    const { logs } = clients;
    const texts: (string | undefined)[] = [];
    for await (const page of paginateFilterLogEvents({ client: logs, pageSize: 3 }, { logGroupName: '/sdk' })) {
      texts.push(...(page.events ?? []).map((event) => event.message));
    }
    assert.deepEqual(texts, numbers(10));
    const backwards = await logs.send(
      new FilterLogEventsCommand({
        logGroupName: '/sdk',
        startTime: Date.now() - 60_000,
        startFromHead: false,
        filterPattern: '?"line 3" ?"line 7"',
      }),
    );
    assert.deepEqual(
      backwards.events?.map((event) => event.message),
      ['line 7', 'line 3'],
    );
    const stream = { logGroupName: '/sdk', logStreamName: 's' };
    const page = await logs.send(new GetLogEventsCommand({ ...stream, limit: 2 }));
    assert.deepEqual(
      page.events?.map((event) => event.message),
      ['line 8', 'line 9'],
    );
    const end = await logs.send(new GetLogEventsCommand({ ...stream, nextToken: page.nextForwardToken }));
    assert.deepEqual(end.events, []);
    assert.equal(end.nextForwardToken, page.nextForwardToken);
  });

  test('gets the modelled errors', async () => {
    await assert.rejects(clients.logs.send(new FilterLogEventsCommand({ logGroupName: 'none' })), {
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
    await assert.rejects(clients.logs.send(new CreateLogGroupCommand({ logGroupName: 'not valid' })), {
      name: 'InvalidParameterException',
      message:
        /^1 validation error detected: Value 'not valid' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: /,
    });
  });
});

test('AWS CLI 1 writes and filters', async () => {
  const cli = cliV1();
  const call = (...words: string[]): Promise<unknown> => aws(cli, cloud.environment(), 'logs', ...words);
  await call('create-log-group', '--log-group-name', '/cli', '--tags', 'team=blue');
  await call('create-log-stream', '--log-group-name', '/cli', '--log-stream-name', 's');
  const stream = ['--log-group-name', '/cli', '--log-stream-name', 's'];
  await call('put-log-events', ...stream, '--log-events', `timestamp=${Date.now()},message=hello`);
  const found = (await call('filter-log-events', '--log-group-name', '/cli', '--filter-pattern', 'hello')) as {
    events: readonly { message: string }[];
  };
  assert.deepEqual(
    found.events.map((event) => event.message),
    ['hello'],
  );
  const groups = (await call('describe-log-groups', '--log-group-name-prefix', '/cli')) as { logGroups: object[] };
  assert.equal(groups.logGroups.length, 1);
  const denied = await callAws(cli, cloud.environment(), ['logs', 'delete-log-group', '--log-group-name', '/none']);
  assert.match(denied.err, /\(ResourceNotFoundException\) when calling the DeleteLogGroup operation: The specified/);
});

test("boto3's paginator of filter_log_events reads everything once", async () => {
  await makeStream('/boto');
  await put('/boto', numbers(25));
  const script = `
import boto3
pages = boto3.client("logs").get_paginator("filter_log_events").paginate(
    logGroupName="/boto", PaginationConfig={"PageSize": 4})
print("\\n".join(event["message"] for page in pages for event in page["events"]))
`;
  const { stdout } = await promisify(execFile)(pythonWithBoto3(), ['-c', script], {
    env: { ...cleanEnvironment(), ...cloud.environment() },
    timeout: DEADLINE_MS,
  });
  assert.deepEqual(stdout.trim().split('\n'), numbers(25));
});

const cliV2 = findCli(2);
test('AWS CLI 2 tails and follows', { skip: cliV2 ? false : 'no AWS CLI 2 on this machine' }, async () => {
  await makeStream('/tail');
  await put('/tail', ['first']);
  const endpoint = ['--endpoint-url', cloud.url];
  const words = [...endpoint, 'logs', 'tail', '/tail', '--follow', '--format', 'short'];
  await using tail = follow(cliV2?.program ?? '', words, cloud.environment());
  await tail.shows('first');
  await put('/tail', ['second']);
  await tail.shows('second');
});

describe('./virga logs', () => {
  const virga = (...words: string[]): string[] => ['--disable-warning=ExperimentalWarning', VIRGA, 'logs', ...words];

  test('shows what matches, newest last', async () => {
    await makeStream('/aws/lambda/shown');
    await put('/aws/lambda/shown', ['INFO one\n', 'ERROR two\n', 'ERROR three\n']);
    const words = virga('shown', '--filter', 'ERROR', '--data', cloud.dataFolder);
    const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: DEADLINE_MS });
    assert.match(stdout, /^\S+Z ERROR two\n\S+Z ERROR three\n$/);
    const missing = promisify(execFile)(process.execPath, virga('none', '--data', cloud.dataFolder), {
      timeout: DEADLINE_MS,
    });
    await assert.rejects(missing, /there is no log group \/aws\/lambda\/none or none/);
  });

  test('follows over a kill -9 of the cloud, loses nothing acknowledged, and ends at SIGINT', async () => {
    const dataFolder = makeDataFolder();
    let running = await startCloud({ dataFolder, flags: FLAGS });
    let client = clientsOf(running.environment());
    await makeStream('/aws/lambda/f', client);
    await using tail = follow(process.execPath, virga('f', '--follow', '--data', dataFolder), {});
    await put('/aws/lambda/f', ['before'], client);
    await tail.shows('before');
    await put('/aws/lambda/f', ['acknowledged'], client);
    await running.kill();
    client.close();
    running = await startCloud({ dataFolder, flags: FLAGS });
    client = clientsOf(running.environment());
    await put('/aws/lambda/f', ['after'], client);
    await tail.shows('after');
    assert.deepEqual(
      tail.lines().map((line) => line.replace(/^\S+ /, '')),
      ['before', 'acknowledged', 'after'],
    );
    assert.equal(await tail.interrupt(), 0);
    client.close();
    await running.stop();
    await rm(dataFolder, { recursive: true });
  });
});

interface Follower extends AsyncDisposable {
  lines(): readonly string[];
  /** Resolves when a line ends so. */
  shows(end: string): Promise<void>;
  /** SIGINT; the exit code. */
  interrupt(): Promise<number | null>;
}

function follow(program: string, words: readonly string[], environment: Record<string, string>): Follower {
  const env = { ...cleanEnvironment(), ...environment, PYTHONUNBUFFERED: '1' };
  const child: ChildProcess = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let printed = '';
  let complained = '';
  let changed = Promise.withResolvers<void>();
  const change = (): void => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  void exited.then(change);
  child.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    change();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    complained += chunk.toString();
  });
  const lines = (): string[] => printed.split('\n').filter((line) => line !== '');
  return {
    lines,
    async shows(end) {
      const late = new Promise<void>((resolve) => setTimeout(resolve, DEADLINE_MS).unref());
      const deadlineMs = Date.now() + DEADLINE_MS;
      while (!lines().some((line) => line.endsWith(end))) {
        const said = `${printed}${complained}`;
        assert.ok(Date.now() < deadlineMs && child.exitCode === null, `"${end}" was not shown; it printed: ${said}`);
        await Promise.race([changed.promise, late]);
      }
    },
    interrupt() {
      child.kill('SIGINT');
      return exited;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
