/** The well-known keys of --dev are root from outside, and nobody from inside a function. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { type Clients, clientsOf } from '../clients.ts';
import { type RunningCloud, startCloud } from '../cloud.ts';
import { invoke, makeFunction } from '../functions.ts';

const CODE = `
const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts');
exports.handler = async ({ credentials }) => {
  const client = new STSClient(credentials ? { credentials } : {});
  try {
    return (await client.send(new GetCallerIdentityCommand({}))).Arn;
  } catch (error) {
    return error.name;
  }
};`;
const WELL_KNOWN = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
let cloud: RunningCloud;
let clients: Clients;

before(async () => {
  cloud = await startCloud({ flags: ['--dev'] });
  clients = clientsOf({ ...cloud.environment(), ...WELL_KNOWN });
});
after(async () => {
  clients.close();
  await cloud.stop();
  rmSync(cloud.dataFolder, { recursive: true, force: true });
});

test('from outside they are root', async () => {
  const { Arn } = await clients.sts.send(new GetCallerIdentityCommand({}));
  assert.equal(Arn, 'arn:aws:iam::000000000000:root');
});

test('a function that uses them is told that there is no such key, and has its role instead', async () => {
  await makeFunction(clients, { name: 'asker', code: CODE, timeoutSeconds: 60 });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  assert.equal(await invoke(clients, 'asker', { credentials }), 'InvalidClientTokenId');
  assert.equal(await invoke(clients, 'asker', {}), 'arn:aws:sts::000000000000:assumed-role/test-function-role/asker');
});
