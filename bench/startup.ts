/** From `up` to its first answer at a second start, beside a bare Node.js and a bare node:http server; and idle memory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { clientsOf } from '../test/clients.ts';
import { makeDataFolder, type RunningCloud, startCloud } from '../test/cloud.ts';
import { zipOf } from '../test/zip.ts';
import { spread } from './table.ts';

const ROUNDS = 5;
const FUNCTIONS = 1_000;
const SETTLE_MS = 10_000;
const WATCH_MS = 10_000;
const BARE =
  "require('node:http').createServer((q, r) => r.end('ok')).listen(0, '127.0.0.1', () => console.log('Ready.'));";

export async function run(print: (line: string) => void): Promise<void> {
  const dataFolder = makeDataFolder();
  try {
    await (await startCloud({ dataFolder })).stop();
    await compareStarts(dataFolder, 'no function', print);
    const cloud = await startCloud({ dataFolder });
    await makeFunctions(cloud);
    await cloud.stop();
    await compareStarts(dataFolder, `${FUNCTIONS} functions`, print);
    await measureIdle(dataFolder, print);
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

async function compareStarts(dataFolder: string, what: string, print: (line: string) => void): Promise<void> {
  const bareNode: number[] = [];
  const bareServer: number[] = [];
  const up: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bareNode.push(await timed(async () => void (await once(spawn(process.execPath, ['-e', '0']), 'exit'))));
    bareServer.push(await timed(startBareServer));
    let cloud: RunningCloud | undefined;
    up.push(
      await timed(async () => {
        cloud = await startCloud({ dataFolder });
        await fetch(`${cloud.url}/_virga/health`);
      }),
    );
    await cloud?.stop();
  }
  print(
    `start, ${what}, ms: node -e 0 ${spread(bareNode, 0)}  bare server ${spread(bareServer, 0)}  up ${spread(up, 0)} (goal 500)`,
  );
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

async function makeFunctions(cloud: RunningCloud): Promise<void> {
  const clients = clientsOf(cloud.environment());
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  });
  await clients.iam.send(new CreateRoleCommand({ RoleName: 'idle', AssumeRolePolicyDocument }));
  const ZipFile = await zipOf({ 'index.js': "exports.handler = async () => 'hello';" });
  for (let made = 0; made < FUNCTIONS; made += 50) {
    const names = Array.from({ length: 50 }, (_, at) => `idle-${made + at}`);
    await Promise.all(
      names.map((FunctionName) =>
        clients.lambda.send(
          new CreateFunctionCommand({
            FunctionName,
            Runtime: 'nodejs22.x',
            Handler: 'index.handler',
            Role: 'arn:aws:iam::000000000000:role/idle',
            Code: { ZipFile },
          }),
        ),
      ),
    );
  }
  clients.close();
}

/** Of the server process alone; what was started ahead is apart. */
async function measureIdle(dataFolder: string, print: (line: string) => void): Promise<void> {
  await using cloud = await startCloud({ dataFolder });
  const pid = cloud.process.pid ?? 0;
  await wait(SETTLE_MS);
  const before = cpuTicks(pid);
  await wait(WATCH_MS);
  const ticks = cpuTicks(pid) - before;
  const residentMb = Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  const share = (ticks / 100 / (WATCH_MS / 1000)) * 100;
  print(
    `idle with ${FUNCTIONS} functions: ${residentMb.toFixed(0)} MB resident (goal 150), ${share.toFixed(2)} % of a core (goal 1)`,
  );
}

/** User and system time, in hundredths of a second. */
function cpuTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}
