/** Hostile packages through CreateFunction, and a small one with its bits flipped: AWS's words or success, and no traces. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaServiceException } from '@aws-sdk/client-lambda';
import { inspectZip, ZipError } from '../../src/kit/zip.ts';
import { type Clients, clientsOf } from '../clients.ts';
import { type RunningCloud, startCloud } from '../cloud.ts';
import { LAMBDA_TRUST } from '../functions.ts';
import { zipOf } from '../zip.ts';
import { Random } from './random.ts';
import { HOSTILE_ZIPS } from './zips.ts';

const FLIPS = 5_000;
const SEED = 20_261_124;

suite('hostile packages', () => {
  let cloud: RunningCloud;
  let clients: Clients;
  let filesBefore: readonly string[];

  before(async () => {
    cloud = await startCloud({ flags: ['--isolation', 'process'] });
    clients = clientsOf(cloud.environment());
    await clients.iam.send(new CreateRoleCommand({ RoleName: 'zips', AssumeRolePolicyDocument: LAMBDA_TRUST }));
    filesBefore = filesOf(cloud.dataFolder);
  });

  after(async () => {
    clients.close();
    await cloud[Symbol.asyncDispose]();
  });

  async function create(zip: Uint8Array, name: string): Promise<Error | undefined> {
    const command = new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'provided.al2023',
      Handler: 'bootstrap',
      Role: 'arn:aws:iam::000000000000:role/zips',
      Code: { ZipFile: zip },
    });
    return await clients.lambda.send(command).then(
      () => undefined,
      (error: Error) => error,
    );
  }

  for (const [at, { name, make, refused }] of HOSTILE_ZIPS.entries()) {
    if (refused === undefined) continue;
    test(name, async () => {
      const error = await create(make(), `refused-${at}`);
      assert.ok(error instanceof LambdaServiceException, String(error));
      assert.equal(error.name, 'InvalidParameterValueException');
      assert.match(error.message, refused);
    });
  }

  test('nothing of the refused is left on disk', () => {
    assert.deepEqual(filesOf(cloud.dataFolder), filesBefore);
    for (const name of ['outside', '../outside']) assert.ok(!existsSync(path.join(tmpdir(), name)), name);
  });

  for (const [at, { name, make, refused }] of HOSTILE_ZIPS.entries()) {
    if (refused !== undefined) continue;
    test(`${name}: a package like any other`, async () => {
      assert.equal(await create(make(), `accepted-${at}`), undefined);
    });
  }

  test('the server is well', async () => {
    assert.equal((await fetch(`${cloud.url}/_virga/health`)).status, 200);
  });
});

test(`a small zip with bits flipped, ${FLIPS} times`, async () => {
  const whole = await zipOf({
    'index.js': 'exports.handler = async () => 1;',
    'lib/a.js': 'a'.repeat(2_000),
    'run.sh': { text: '#!/bin/sh', mode: 0o755 },
  });
  const random = new Random(SEED);
  let refused = 0;
  for (let count = 0; count < FLIPS; count++) {
    const zip = Buffer.from(whole);
    for (let flips = 1 + random.below(4); flips > 0; flips--) {
      const at = random.below(zip.length);
      zip[at] = (zip[at] ?? 0) ^ (1 << random.below(8));
    }
    try {
      await inspectZip(zip);
    } catch (error) {
      assert.ok(error instanceof ZipError, `${zip.toString('base64')}: ${String(error)}`);
      refused++;
    }
  }
  assert.ok(refused > FLIPS / 2 && refused < FLIPS, `${refused} were refused`);
});

/** Those that packages could lie in; databases and logs grow by themselves. */
function filesOf(dataFolder: string): string[] {
  return ['blobs', 'code', 'incoming']
    .map((name) => path.join(dataFolder, name))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    .toSorted();
}
