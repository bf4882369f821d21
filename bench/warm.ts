/**
 * A warm invoke of a Node.js hello, signed, logged and metered, over the socket, beside a bare node:http hello that is
 * asked by the same client: 1 client for the latency, 32 for the rate.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AttachRolePolicyCommand, CreateRoleCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { signRequest } from '../src/auth/sign-request.ts';
import { clientsOf } from '../test/clients.ts';
import { type RunningCloud, startCloud } from '../test/cloud.ts';
import { zipOf } from '../test/zip.ts';
import { type Load, load, percentile } from './http-load.ts';
import { busiest } from './profile.ts';
import { median, spread } from './table.ts';

const ROUNDS = 5;
const LATENCY_REQUESTS = 2_000;
const RATE_REQUESTS = 6_000;
const RATE_CLIENTS = 32;
const WARM_UP = 3_000;
const PROFILE_ROWS = 15;
const HELLO = "exports.handler = async () => 'hello';";
const BARE = `const s = require('node:http').createServer((q, r) => { q.resume(); q.on('end', () => r.end('"hello"')); });
s.listen(0, '127.0.0.1', () => console.log(s.address().port));`;
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

export async function run(print: (line: string) => void): Promise<void> {
  await compare(print);
  await profile(print);
}

async function compare(print: (line: string) => void): Promise<void> {
  await using cloud = await startCloud();
  await makeHello(cloud);
  const bare = await startBare();
  const subjects = {
    invoke: { port: Number(new URL(cloud.url).port), request: invokeRequest(cloud) },
    bare: { port: bare.port, request: Buffer.from('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}') },
  };
  await load({ ...subjects.invoke, clients: 4, requests: WARM_UP });
  await load({ ...subjects.bare, clients: 4, requests: WARM_UP });
  const one: Record<'invoke' | 'bare', Load[]> = { invoke: [], bare: [] };
  const many: Record<'invoke' | 'bare', Load[]> = { invoke: [], bare: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of ['bare', 'invoke'] as const) {
      one[name].push(await load({ ...subjects[name], clients: 1, requests: LATENCY_REQUESTS }));
      many[name].push(await load({ ...subjects[name], clients: RATE_CLIENTS, requests: RATE_REQUESTS }));
    }
  }
  bare.process.kill();
  const at = (loads: readonly Load[], share: number): number[] => loads.map((l) => percentile(l.latenciesMs, share));
  const rate = (loads: readonly Load[]): number[] => loads.map((l) => l.requestsPerSecond);
  print(`workload: Node.js hello, 128 MB, ${isolationOf(cloud)}; ${ROUNDS} rounds; median (min to max)`);
  print(`1 client, p50 ms:  bare ${spread(at(one.bare, 0.5), 3)}  invoke ${spread(at(one.invoke, 0.5), 3)}`);
  print(`1 client, p99 ms:  bare ${spread(at(one.bare, 0.99), 3)}  invoke ${spread(at(one.invoke, 0.99), 3)}`);
  const over = median(at(one.invoke, 0.5)) - median(at(one.bare, 0.5));
  print(`                   p50 over bare: ${over.toFixed(3)} ms (goal 0.5), p99 goal 3 ms`);
  print(
    `${RATE_CLIENTS} clients, a second: bare ${spread(rate(many.bare), 0)}  invoke ${spread(rate(many.invoke), 0)}`,
  );
  const share = median(rate(many.invoke)) / median(rate(many.bare));
  print(`                   share of bare: ${share.toFixed(3)} (goal 0.12)`);
}

/** What holds it back: the server's own time under 32 clients. */
async function profile(print: (line: string) => void): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'virga-profile-'));
  {
    await using cloud = await startCloud({ nodeFlags: ['--cpu-prof', `--cpu-prof-dir=${folder}`] });
    await makeHello(cloud);
    const subject = { port: Number(new URL(cloud.url).port), request: invokeRequest(cloud) };
    await load({ ...subject, clients: RATE_CLIENTS, requests: 2 * RATE_REQUESTS });
  }
  print('the server under 32 clients, share of its busy time:');
  for (const { what, percent } of busiest(folder, PROFILE_ROWS))
    print(`  ${percent.toFixed(1).padStart(5)} %  ${what}`);
  rmSync(folder, { recursive: true, force: true });
}

function isolationOf(cloud: RunningCloud): string {
  return /^ {2}functions {2}(.*)$/m.exec(cloud.output())?.[1] ?? '';
}

async function makeHello(cloud: RunningCloud): Promise<void> {
  const clients = clientsOf(cloud.environment());
  await clients.iam.send(new CreateRoleCommand({ RoleName: 'hello', AssumeRolePolicyDocument: TRUST }));
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  await clients.iam.send(new AttachRolePolicyCommand({ RoleName: 'hello', PolicyArn }));
  await clients.lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'hello',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::000000000000:role/hello',
      Code: { ZipFile: await zipOf({ 'index.js': HELLO }) },
    }),
  );
  await waitUntilFunctionActiveV2({ client: clients.lambda, maxWaitTime: 120 }, { FunctionName: 'hello' });
  clients.close();
}

/** Signed once: it is good for five minutes, longer than a run. */
function invokeRequest(cloud: RunningCloud): Buffer {
  const environment = cloud.environment();
  const rawPath = '/2015-03-31/functions/hello/invocations';
  const headers = signRequest({
    method: 'POST',
    rawPath,
    headers: { host: new URL(cloud.url).host, 'content-type': 'application/json' },
    body: '{}',
    credentials: {
      accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
    region: 'us-east-1',
    service: 'lambda',
    nowMs: Date.now(),
  });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${rawPath} HTTP/1.1\r\n${lines.join('')}content-length: 2\r\n\r\n{}`);
}

async function startBare(): Promise<{ readonly port: number; readonly process: ChildProcess }> {
  const child = spawn(process.execPath, ['-e', BARE], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return { port: Number(chunk.toString()), process: child };
}
