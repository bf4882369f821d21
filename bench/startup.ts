/**
 * From `up` to its first answer at a second start, beside a bare Node.js and a bare node:http server, and idle memory: of
 * an empty cloud, with 1,000 functions, and with 10,000 functions, 1,000 users and 1,000 roles.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { CreateRoleCommand, CreateUserCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { type Clients, clientsOf } from '../test/clients.ts';
import { makeDataFolder, startCloud } from '../test/cloud.ts';
import { zipOf } from '../test/zip.ts';
import { spread } from './table.ts';

const ROUNDS = 7;
const AT_ONCE = 50;
const ASK_AGAIN_MS = 8;
const SETTLE_MS = 10_000;
const WATCH_MS = 10_000;
const BARE =
  "require('node:http').createServer((q, r) => r.end('ok')).listen(0, '127.0.0.1', () => console.log('Ready.'));";

interface Stock {
  readonly what: string;
  /** Beside what is there. */
  readonly functions: { readonly from: number; readonly to: number };
  readonly users: number;
  readonly roles: number;
}

const STOCKS: readonly Stock[] = [
  { what: 'nothing', functions: { from: 0, to: 0 }, users: 0, roles: 0 },
  { what: '1,000 functions', functions: { from: 0, to: 1_000 }, users: 0, roles: 0 },
  {
    what: '10,000 functions, 1,000 users, 1,000 roles',
    functions: { from: 1_000, to: 10_000 },
    users: 1_000,
    // And the one of the functions: as many as an account may have.
    roles: 999,
  },
];

export async function run(print: (line: string) => void): Promise<void> {
  const dataFolder = makeDataFolder();
  try {
    for (const stock of STOCKS) {
      await fill(dataFolder, stock);
      await compareStarts(dataFolder, stock.what, print);
      await measureIdle(dataFolder, stock.what, print);
    }
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

async function compareStarts(dataFolder: string, what: string, print: (line: string) => void): Promise<void> {
  const bareNode: number[] = [];
  const bareServer: number[] = [];
  const ups: Start[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bareNode.push(await timed(async () => void (await once(spawn(process.execPath, ['-e', '0']), 'exit'))));
    bareServer.push(await timed(startBareServer));
    ups.push(await up(dataFolder));
  }
  const of = (name: keyof Start): string =>
    spread(
      ups.map((start) => start[name]),
      0,
    );
  print(`start with ${what}, ms: node -e 0 ${spread(bareNode, 0)}  bare server ${spread(bareServer, 0)}`);
  print(
    `  up: first answer ${of('answeredMs')} (goal 500), processor time until then ${of('processorMs')}, ready ${of('readyMs')}`,
  );
}

interface Start {
  /** Until a first request was answered with 200. */
  readonly answeredMs: number;
  /** Of the server process until then. */
  readonly processorMs: number;
  /** Until functions can be run, too. */
  readonly readyMs: number;
}

async function up(dataFolder: string): Promise<Start> {
  const port = await freePort();
  const started = performance.now();
  let pid = 0;
  const starting = startCloud({ dataFolder, port, onSpawn: (child) => (pid = child.pid ?? 0) });
  const ready = starting.then((cloud) => ({ cloud, readyMs: performance.now() - started }));
  ready.catch(() => {});
  while (!(await answers(port))) await Promise.race([wait(ASK_AGAIN_MS), ready]);
  const answeredMs = performance.now() - started;
  const processorMs = cpuTicks(pid) * 10;
  const { cloud, readyMs } = await ready;
  await cloud.stop();
  return { answeredMs, processorMs, readyMs };
}

/** By a connection of its own: what waits for the answer must not take the processor from what makes it. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.write('GET /_virga/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    });
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer.startsWith('HTTP/1.1 200')));
  });
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function startBareServer(): Promise<void> {
  const child = spawn(process.execPath, ['-e', BARE], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill();
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Through the API, as clients would. */
async function fill(dataFolder: string, { functions, users, roles }: Stock): Promise<void> {
  await using cloud = await startCloud({ dataFolder });
  const clients = clientsOf(cloud.environment());
  if (functions.from === 0 && functions.to > 0) await makeRole(clients, 'idle');
  const ZipFile = await zipOf({ 'index.js': "exports.handler = async () => 'hello';" });
  await each(functions.from, functions.to, (at) => makeFunction(clients, `idle-${at}`, ZipFile));
  await each(0, users, (at) => clients.iam.send(new CreateUserCommand({ UserName: `user-${at}` })));
  await each(0, roles, (at) => makeRole(clients, `role-${at}`));
  clients.close();
}

async function each(from: number, to: number, make: (at: number) => Promise<unknown>): Promise<void> {
  let next = from;
  const worker = async (): Promise<void> => {
    while (next < to) await make(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function makeFunction(clients: Clients, FunctionName: string, ZipFile: Uint8Array): Promise<unknown> {
  return clients.lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::000000000000:role/idle',
      Code: { ZipFile },
    }),
  );
}

async function makeRole({ iam }: Clients, RoleName: string): Promise<void> {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const reading = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [reading] });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'reads', PolicyDocument }));
}

/** Of the server process alone; what was started ahead is apart. */
async function measureIdle(dataFolder: string, what: string, print: (line: string) => void): Promise<void> {
  await using cloud = await startCloud({ dataFolder });
  const pid = cloud.process.pid ?? 0;
  await wait(SETTLE_MS);
  const before = cpuTicks(pid);
  await wait(WATCH_MS);
  const ticks = cpuTicks(pid) - before;
  const residentMb = Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  const share = (ticks / 100 / (WATCH_MS / 1000)) * 100;
  print(
    `  idle with ${what}: ${residentMb.toFixed(0)} MB resident (goal 150), ${share.toFixed(2)} % of a core (goal 1)`,
  );
}

/** User and system time, in hundredths of a second. */
function cpuTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}
