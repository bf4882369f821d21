/** Stopping, and being killed: running invocations are finished, and a crash needs no repair. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { clientsOf } from '../clients.ts';
import { makeDataFolder, type RunningCloud, startCloud } from '../cloud.ts';
import { invoke, makeFunction } from '../functions.ts';

const SLOW =
  "exports.handler = async (event) => { await new Promise((done) => setTimeout(done, event.ms)); return 'done'; };";
const dataFolder = makeDataFolder();
let cloud: RunningCloud;

before(async () => {
  cloud = await startCloud({ dataFolder });
  const clients = clientsOf(cloud.environment());
  await makeFunction(clients, { name: 'slow', code: SLOW, timeoutSeconds: 30 });
  clients.close();
});
after(async () => {
  await cloud.stop();
  rmSync(dataFolder, { recursive: true, force: true });
});

/** Resolves when the invocation has begun: its START line is in the platform's hands once a sandbox is busy. */
async function untilBusy(running: RunningCloud): Promise<void> {
  const { virga } = await import('./command-line.ts');
  for (let tries = 0; tries < 100; tries++) {
    const { out } = await virga('status', '--json', '--data', running.dataFolder);
    if (/"busy": [1-9]/.test(out)) return;
  }
  assert.fail('no sandbox became busy');
}

test('SIGTERM finishes a running invocation, then stops', async () => {
  const clients = clientsOf(cloud.environment());
  const answer = invoke(clients, 'slow', { ms: 4_000 });
  await untilBusy(cloud);
  const stopped = cloud.stop();
  assert.equal(await answer, 'done');
  assert.equal(await stopped, 0);
  clients.close();
});

test('kill -9 with a running invocation: the next start needs no repair', async () => {
  cloud = await startCloud({ dataFolder });
  const clients = clientsOf(cloud.environment());
  const cut = invoke(clients, 'slow', { ms: 20_000 });
  cut.catch(() => {});
  await untilBusy(cloud);
  await cloud.kill();
  await assert.rejects(cut);
  clients.close();
  cloud = await startCloud({ dataFolder });
  const again = clientsOf(cloud.environment());
  assert.equal(await invoke(again, 'slow', { ms: 0 }), 'done');
  again.close();
});
