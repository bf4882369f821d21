/** No more files can be opened: what needs one is refused and tried again by clients, nothing else; nothing breaks. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { type Clients, clientsOf } from '../clients.ts';
import { type RunningCloud, startCloud } from '../cloud.ts';
import { until } from './until.ts';
import { type Acknowledged, verify, Workload } from './workload.ts';

const FLAGS = ['--isolation', 'process'];
const STRANGERS = 30;

test('file descriptors run out', { timeout: 120_000 }, async () => {
  await using cloud = await startCloud({ flags: FLAGS });
  const clients = clientsOf(cloud.environment());
  const work = new Workload(clients);
  await work.prepare();
  await work.makeFunction('before');
  await work.log('before');

  const limit = limitDescriptors(cloud, undefined);
  const refusal = await work.makeFunction('refused').then(
    () => assert.fail('there was no descriptor for its package'),
    (error: unknown) => error as Error & { $metadata?: { httpStatusCode?: number } },
  );
  assert.equal(refusal.$metadata?.httpStatusCode, 503, String(refusal.stack));
  await work.makeUser('needs-none');
  await work.log('needs-none');
  // New connections are not served now, or wait; those that are there go on.
  const strangers = Array.from({ length: STRANGERS }, () =>
    fetch(`${cloud.url}/_virga/health`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined),
  );
  for (let at = 0; at < 20; at++) await work.makeUser(`while-strangers-wait-${at}`);
  await Promise.all(strangers);

  limitDescriptors(cloud, limit);
  await until('new connections are served', async () => {
    const answer = await fetch(`${cloud.url}/_virga/health`).catch(() => undefined);
    return answer?.status === 200;
  });
  await work.makeFunction('after');
  await verify(clients, work.acknowledged(), new Set());
  clients.close();
  await restarted(cloud, work.acknowledged());
});

async function restarted(cloud: RunningCloud, expected: Acknowledged): Promise<void> {
  assert.equal(await cloud.stop(), 0, cloud.output());
  await using again = await startCloud({ dataFolder: cloud.dataFolder, flags: FLAGS });
  const clients: Clients = clientsOf(again.environment());
  await verify(clients, expected, new Set());
  clients.close();
}

/** To `limit`, or to the first number that is free now; returns what it was. */
function limitDescriptors({ process: { pid } }: RunningCloud, limit: number | undefined): number {
  const words = ['--pid', String(pid), '--nofile', '--output=SOFT', '--noheadings', '--raw'];
  const before = Number(execFileSync('prlimit', words).toString());
  const open = new Set(readdirSync(`/proc/${pid}/fd`).map(Number));
  let firstFree = 0;
  while (open.has(firstFree)) firstFree++;
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${limit ?? firstFree}:`]);
  return before;
}
