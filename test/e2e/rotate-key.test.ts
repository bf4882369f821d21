/** A new master key: what was there before is read as ever, what comes later needs the new one. */
import assert from 'node:assert/strict';
import { copyFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { CreateUserCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type Clients, clientsOf } from '../clients.ts';
import { makeDataFolder, startCloud } from '../cloud.ts';
import { virga } from '../faults/virga.ts';

const FLAGS = ['--isolation', 'process'];
const SIZES = [100, 100_000];
const Bucket = 'rotated';
const dataFolder = makeDataFolder();
after(() => rmSync(dataFolder, { recursive: true, force: true }));

const put = ({ s3 }: Clients, name: string): Promise<unknown> =>
  Promise.all(
    SIZES.map((size) => s3.send(new PutObjectCommand({ Bucket, Key: `${name}-${size}`, Body: name.repeat(size) }))),
  );

async function read({ s3 }: Clients, name: string): Promise<void> {
  for (const size of SIZES) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: `${name}-${size}` }));
    assert.equal(await Body?.transformToString(), name.repeat(size));
  }
}

test('./virga rotate-key', async () => {
  const keyFile = path.join(dataFolder, 'master.key');
  {
    await using cloud = await startCloud({ dataFolder, flags: FLAGS });
    const clients = clientsOf(cloud.environment());
    await clients.s3.send(new CreateBucketCommand({ Bucket }));
    await put(clients, 'before');
    clients.close();
    const refused = await virga('rotate-key', '--data', dataFolder);
    assert.equal(refused.code, 1);
    assert.match(refused.printed, /in use by another Virga: stop that one/);
  }
  copyFileSync(keyFile, `${keyFile}.old`);
  const rotated = await virga('rotate-key', '--data', dataFolder);
  assert.equal(rotated.code, 0, rotated.printed);
  {
    // Sealed under the first key: the secret of the caller's access key, and the objects.
    await using cloud = await startCloud({ dataFolder, flags: FLAGS });
    const clients = clientsOf(cloud.environment());
    await read(clients, 'before');
    await put(clients, 'after');
    await read(clients, 'after');
    await clients.iam.send(new CreateUserCommand({ UserName: 'after' }));
    clients.close();
  }
  const checked = await virga('check', '--data', dataFolder);
  assert.equal(checked.code, 0, checked.printed);
  copyFileSync(`${keyFile}.old`, keyFile);
  await assert.rejects(startCloud({ dataFolder, flags: FLAGS }), /master\.key is not the key/);
  const without = await virga('check', '--data', dataFolder);
  assert.match(without.printed, /master\.key is not the key/);
});
