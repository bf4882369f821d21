/** The spool or the telemetry store is gone or garbage at a start: the state is untouched, and the rest begins anew. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { GetUserCommand } from '@aws-sdk/client-iam';
import { GetFunctionCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import { type Clients, clientsOf } from '../clients.ts';
import { startCloud } from '../cloud.ts';
import { connect } from '../../src/cli/client.ts';
import { until } from './until.ts';
import { eventsOf, Workload } from './workload.ts';

const FLAGS = ['--isolation', 'process'];

interface Case {
  readonly name: string;
  readonly spoil: (dataFolder: string) => void;
  /** In the platform's log, once. */
  readonly said?: RegExp;
  /** A file that is kept. */
  readonly kept?: RegExp;
  readonly logsLost: boolean;
}

const telemetry = (folder: string): string => path.join(folder, 'telemetry.sqlite');
const spool = (folder: string): string => path.join(folder, 'spool');
const segments = (folder: string): string[] =>
  readdirSync(spool(folder))
    .filter((name) => name.endsWith('.spool'))
    .map((name) => path.join(spool(folder), name));

const cases: readonly Case[] = [
  {
    name: 'the spool is deleted',
    spoil: (folder) => rmSync(spool(folder), { recursive: true }),
    said: /the spool was lost or damaged; it begins anew/,
    logsLost: false,
  },
  {
    name: 'the spool ends with garbage',
    spoil: (folder) => {
      for (const file of segments(folder)) appendFileSync(file, 'garbage '.repeat(100));
    },
    said: /spool: a segment is damaged/,
    kept: /^spool\/[0-9a-f]{16}\.spool\.damaged$/,
    logsLost: false,
  },
  {
    name: 'the spool is cut, its positions are garbage',
    spoil: (folder) => {
      for (const file of segments(folder)) truncateSync(file, 3);
      writeFileSync(path.join(spool(folder), 'positions.json'), '{"log":');
    },
    said: /the spool was lost or damaged; it begins anew/,
    logsLost: false,
  },
  {
    name: 'the telemetry store is deleted',
    spoil: (folder) => {
      for (const suffix of ['', '-wal', '-shm']) rmSync(telemetry(folder) + suffix, { force: true });
    },
    logsLost: true,
  },
  {
    name: 'the telemetry store is garbage',
    spoil: (folder) => writeFileSync(telemetry(folder), 'garbage '.repeat(10_000)),
    said: /the telemetry store was damaged; it is set aside/,
    kept: /^telemetry\.sqlite\.damaged-/,
    logsLost: true,
  },
  {
    name: 'the telemetry store is cut',
    spoil: (folder) => truncateSync(telemetry(folder), 2 * 4096),
    said: /the telemetry store was damaged; it is set aside/,
    kept: /^telemetry\.sqlite\.damaged-/,
    logsLost: true,
  },
];

for (const { name, spoil, said, kept, logsLost } of cases) {
  test(name, { timeout: 120_000 }, async () => {
    const dataFolder = mkdtempSync(path.join(tmpdir(), 'virga-lost-'));
    try {
      await useOnce(dataFolder);
      spoil(dataFolder);
      await using cloud = await startCloud({ dataFolder, flags: FLAGS });
      const clients = clientsOf(cloud.environment());
      await clients.iam.send(new GetUserCommand({ UserName: 'before' }));
      await clients.lambda.send(new GetFunctionCommand({ FunctionName: 'before' }));
      const work = new Workload(clients);
      if (logsLost) await work.makeStream();
      await work.log('after');
      const events = await eventsOf(clients);
      assert.deepEqual(events, logsLost ? ['after'] : ['before', 'after']);
      await recordsAgain(clients, dataFolder);
      clients.close();
      assert.equal(await cloud.stop(), 0);
      const files = readdirSync(dataFolder, { recursive: true, encoding: 'utf8' });
      if (kept)
        assert.ok(
          files.some((file) => kept.test(file)),
          files.join(', '),
        );
      if (!said) return;
      const log = readFileSync(path.join(dataFolder, 'logs/virga.log'), 'utf8');
      assert.equal(log.split('\n').filter((line) => said.test(line)).length, 1, 'it says so in one line');
    } finally {
      rmSync(dataFolder, { recursive: true, force: true });
    }
  });
}

async function useOnce(dataFolder: string): Promise<void> {
  await using cloud = await startCloud({ dataFolder, flags: FLAGS });
  const clients = clientsOf(cloud.environment());
  const work = new Workload(clients);
  await work.prepare();
  await work.makeUser('before');
  await work.makeFunction('before');
  await work.log('before');
  await recordsAgain(clients, dataFolder);
  // Some more, so that what is begun anew and lower in position would be taken for seen.
  for (let at = 0; at < 50; at++) await clients.iam.send(new GetUserCommand({ UserName: 'before' }));
  clients.close();
}

/** What goes through the spool is found again: a denial, by its request id. */
async function recordsAgain(clients: Clients, dataFolder: string): Promise<void> {
  const denied = clients.lambda.send(
    new InvokeCommand({ FunctionName: 'arn:aws:lambda:us-east-1:999999999999:function:x' }),
  );
  const error = await denied.then(
    () => assert.fail('it is denied'),
    (thrown: unknown) => thrown as { readonly $metadata: { readonly requestId?: string } },
  );
  const requestId = error.$metadata.requestId ?? '';
  await until('the denial is found', () =>
    connect(dataFolder)
      .call('virga', 'ExplainRequest', { RequestId: requestId })
      .then(
        () => true,
        () => false,
      ),
  );
}
