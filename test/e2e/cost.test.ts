/** `./virga cost` and `./virga budget` as people use them, on functions that really ran. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type Clients, clientsOf } from '../clients.ts';
import { makeDataFolder, type RunningCloud, startCloud } from '../cloud.ts';
import { invoke, makeFunction } from '../functions.ts';
import { virga } from './command-line.ts';

const FLAGS = { flags: ['--isolation', 'process'] };
const dataFolder = makeDataFolder();
let cloud: RunningCloud;
let clients: Clients;

before(async () => {
  cloud = await startCloud({ ...FLAGS, dataFolder });
  clients = clientsOf(cloud.environment());
  await makeFunction(clients, { name: 'spender', code: "exports.handler = async () => 'yes';" });
  for (let count = 0; count < 3; count++) await invoke(clients, 'spender');
});
after(async () => {
  clients.close();
  await cloud.stop();
  rmSync(dataFolder, { recursive: true, force: true });
});

async function say(...words: string[]): Promise<string> {
  const { code, out, err } = await virga(...words, '--data', dataFolder);
  assert.equal(code, 0, err);
  return out;
}

test('cost says what ran, and what AWS and servers would ask', async () => {
  const text = await say('cost');
  assert.match(text, /spender\s+lambda:Invoke\s+3 /);
  assert.match(text, /On AWS: 0\.0000\d\d USD/);
  assert.match(text, /Invocations win/);
  const cost = JSON.parse(await say('cost', '--json', '--free-tier')) as {
    total: { requests: number; cost: { total: string } };
  };
  assert.deepEqual([cost.total.requests, cost.total.cost.total], [3, '0']);
  const wrong = await virga('cost', '--from', '2026-13-01', '--data', dataFolder);
  assert.deepEqual([wrong.code, /A day is written/.test(wrong.err)], [1, true]);
});

test('a budget that is used up refuses, over a restart, until it is removed', async () => {
  assert.match(await say('budget', 'set', 'spender', '--monthly', '0.0000001', '--action', 'throttle'), /used up/);
  const refused = {
    name: 'TooManyRequestsException',
    message: /The budget of 0\.0000001 USD a month of function spender/,
  };
  await assert.rejects(invoke(clients, 'spender'), refused);
  assert.match(await say('status'), /budgetsUsedUp:\n.*spender/);
  clients.close();
  await cloud.stop();
  cloud = await startCloud({ ...FLAGS, dataFolder });
  clients = clientsOf(cloud.environment());
  await assert.rejects(invoke(clients, 'spender'), refused);
  assert.match(await say('budget', 'list'), /spender .* of 0\.0000001 USD in \d{4}-\d\d {2}throttle {2}used up/);
  await say('budget', 'remove', 'spender');
  assert.equal((await invoke(clients, 'spender')) !== undefined, true);
  const gone = await virga('budget', 'remove', 'spender', '--data', dataFolder);
  assert.match(gone.err, /Function spender has no budget/);
});
