/** Bits that flip on the disk: what they hit answers with an error and is listed by `./virga check`; the rest goes on. */
import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { CreateUserCommand, DeleteUserCommand, GetUserCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import { systemClock } from '../../src/kit/clock.ts';
import { silentLog } from '../../src/kit/log.ts';
import { encodeKey } from '../../src/storage/key.ts';
import { inspectStore } from '../../src/storage/sqlite/inspect.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import type { Key, Store } from '../../src/storage/store.ts';
import { type Clients, clientsOf } from '../clients.ts';
import { type CloudEndedError, startCloud } from '../cloud.ts';
import { virga } from './virga.ts';
import { verifyFunction, Workload } from './workload.ts';

const PAGE_BYTES = 4096;
const FLAGS = ['--isolation', 'process'];

test('a record and a blob in a running cloud', { timeout: 120_000 }, async () => {
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'virga-flipped-'));
  try {
    await makeThings(dataFolder);
    flipIn(path.join(dataFolder, 'state.sqlite'), 'only-in-the-value');
    const [first = ''] = blobFiles(dataFolder);
    flipAt(first, 100);
    await using cloud = await startCloud({ dataFolder, flags: FLAGS });
    const clients = clientsOf(cloud.environment());
    await refuseDamaged(clients, path.basename(first));
    const requestId = await refused(clients.iam.send(new GetUserCommand({ UserName: 'hit' })));
    await refused(clients.iam.send(new ListUsersCommand({})));
    await refused(clients.iam.send(new DeleteUserCommand({ UserName: 'hit' })));
    await clients.iam.send(new GetUserCommand({ UserName: 'spared' }));
    await clients.iam.send(new CreateUserCommand({ UserName: 'new' }));
    await new Workload(clients).makeFunction('new');
    clients.close();

    const checked = await virga('check', '--data', dataFolder);
    assert.equal(checked.code, 1);
    assert.match(
      checked.printed,
      /damaged: state.sqlite: record account\/0+\/iam\/user\/hit \(version \d+\): its checksum/,
    );
    assert.match(checked.printed, new RegExp(`damaged: blobs: Blob ${path.basename(first)} is damaged in chunk 0`));
    assert.match(checked.printed, /: \d damaged\n$/);
    assert.doesNotMatch(checked.printed, /spared/);
    await cloud.stop();
    const log = readFileSync(path.join(dataFolder, 'logs/virga.log'), 'utf8');
    const line = log.split('\n').find((each) => each.includes(requestId) && each.includes('request: failed'));
    assert.match(line ?? '', /RecordDamagedError: The stored record account\/\d+\/iam\/user\/hit is damaged/);
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
});

async function makeThings(dataFolder: string): Promise<void> {
  await using cloud = await startCloud({ dataFolder, flags: FLAGS });
  const clients = clientsOf(cloud.environment());
  const work = new Workload(clients);
  await work.prepare();
  const Tags = [{ Key: 'mark', Value: 'only-in-the-value' }];
  await clients.iam.send(new CreateUserCommand({ UserName: 'hit', Tags }));
  await clients.iam.send(new CreateUserCommand({ UserName: 'spared' }));
  await work.makeFunction('one');
  await work.makeFunction('two');
  clients.close();
}

/** One of the two functions has lost its code, and says so; the other is whole. */
async function refuseDamaged(clients: Clients, blobId: string): Promise<void> {
  let whole = 0;
  for (const name of ['one', 'two']) {
    const { Configuration, Code } = await clients.lambda.send(new GetFunctionCommand({ FunctionName: name }));
    const answer = await fetch(Code?.Location ?? '').then(async (response) => ({
      status: response.status,
      bytes: await response.arrayBuffer().catch(() => undefined),
    }));
    if (answer.status === 200 && answer.bytes) {
      await verifyFunction(clients, name, Configuration?.CodeSha256 ?? '');
      whole++;
    }
  }
  assert.equal(whole, 1, `blob ${blobId}`);
}

/** An internal error of the service, with a request id to ask for. Returns it. */
async function refused(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => assert.fail('it was answered'),
    (thrown: { $metadata?: { httpStatusCode?: number; requestId?: string }; name: string }) => thrown,
  );
  assert.match(error.name, /^ServiceFailure/);
  assert.equal(error.$metadata?.httpStatusCode, 500);
  return error.$metadata?.requestId ?? assert.fail('no request id');
}

test('a record that a start reads: it starts, or says in one line what is damaged', { timeout: 120_000 }, async () => {
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'virga-start-'));
  try {
    await makeThings(dataFolder);
    const keys = [
      ['system', 'master-key'],
      ['system', 'cloud'],
    ];
    const mend = keys.map((key) => spoilChecksum(path.join(dataFolder, 'state.sqlite'), key));
    await assert.rejects(startCloud({ dataFolder, flags: FLAGS }), (error: CloudEndedError) => {
      assert.equal(error.code, 1);
      assert.match(error.printed, /^virga up: The stored record system\/cloud is damaged: .*\n$/);
      return true;
    });
    mend[1]?.();
    await using cloud = await startCloud({ dataFolder, flags: FLAGS });
    const clients = clientsOf(cloud.environment());
    await clients.iam.send(new GetUserCommand({ UserName: 'spared' }));
    clients.close();
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
});

/** Returns what undoes it. */
function spoilChecksum(file: string, key: Key): () => void {
  const encoded = encodeKey(key);
  const change = (by: number): void => {
    const database = new DatabaseSync(file);
    const { changes } = database.prepare('UPDATE entries SET checksum = checksum + ? WHERE key = ?').run(by, encoded);
    database.close();
    assert.equal(changes, 1);
  };
  change(1);
  return () => change(-1);
}

test('a page of the store: what does not touch it goes on, reads and commits', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'virga-page-'));
  const file = path.join(folder, 'state.sqlite');
  const key = (number: number): Key => ['global', 'k', BigInt(number)];
  const value = (number: number): Buffer => Buffer.from(`<${number}>`.padEnd(400, 'x'));
  try {
    const filled = await openStore(file);
    for (let from = 0; from < 2_000; from += 500) {
      const sets = Array.from({ length: 500 }, (_, at) => ({ key: key(from + at), value: value(from + at) }));
      await filled.commit({ id: `fill-${from}`, sets });
    }
    await filled.close();
    const at = readFileSync(file).indexOf('<1000>');
    writeAt(file, at - (at % PAGE_BYTES), Buffer.alloc(PAGE_BYTES, 0xa5));

    const store = await openStore(file);
    await assert.rejects(store.get(key(1000)), /malformed/);
    await assert.rejects(store.range({ start: key(900), end: key(1100), limit: 200 }), /malformed/);
    assert.equal((await store.range({ start: key(0), end: key(100), limit: 200 })).entries.length, 100);
    assert.ok(value(1).equals((await store.get(key(1)))?.value ?? new Uint8Array()));
    const hit = store.commit({ id: 'hit', sets: [{ key: key(1000), value: value(0) }] });
    const spared = Array.from({ length: 20 }, (_, number) =>
      store.commit({ id: `spared-${number}`, sets: [{ key: key(number), value: Buffer.from('new') }] }),
    );
    await assert.rejects(hit, /damaged where this is to be written .* see .\/virga check/);
    await Promise.all(spared);
    assert.equal(Buffer.from((await store.get(key(7)))?.value ?? []).toString(), 'new');
    await store.close();

    const damage: string[] = [];
    let whole = 0;
    inspectStore(file, { damage: (what) => damage.push(what), entry: () => whole++ });
    assert.ok(damage.length > 0);
    assert.ok(whole > 1_900, `${whole} records are still found: ${damage.join('; ')}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a counter is not counted on from a wrong number; a value does not pass under another key', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'virga-counter-'));
  const file = path.join(folder, 'state.sqlite');
  const counter = ['global', 'counter'];
  try {
    const filled = await openStore(file);
    await filled.commit({ id: 'fill', adds: [{ key: counter, delta: 0x7172737475767778n }] });
    await filled.close();
    flipIn(file, 'qrstuvwx');
    const store = await openStore(file);
    await assert.rejects(store.commit({ id: 'add', adds: [{ key: counter, delta: 1n }] }), {
      name: 'RecordDamagedError',
    });
    const { entries } = await store.range({ prefix: ['global'], limit: 10 });
    assert.deepEqual(
      entries.map(({ key }) => key),
      [counter],
      'it is listed',
    );
    assert.throws(() => entries[0]?.value, { name: 'RecordDamagedError', key: counter });
    await store.commit({ id: 'heal', sets: [{ key: counter, value: Buffer.alloc(8) }] });
    assert.deepEqual((await store.get(counter))?.value, new Uint8Array(8), 'what is written anew is whole');
    await store.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function openStore(file: string): Promise<Store> {
  return openSqliteStore({ file, clock: systemClock, log: silentLog, onFatal: assert.ifError });
}

function blobFiles(dataFolder: string): string[] {
  const folder = path.join(dataFolder, 'blobs');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function flipIn(file: string, text: string): void {
  const bytes = readFileSync(file);
  let count = 0;
  // Wherever it is: what was deleted may still lie there, too.
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1), count++) flipAt(file, at + 2);
  assert.ok(count > 0, `${text} is in ${file}`);
}

function flipAt(file: string, at: number): void {
  const descriptor = openSync(file, 'r');
  const byte = Buffer.alloc(1);
  readSync(descriptor, byte, 0, 1, at);
  closeSync(descriptor);
  writeAt(file, at, Buffer.from([(byte[0] ?? 0) ^ 1]));
}

function writeAt(file: string, at: number, bytes: Uint8Array): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, bytes, 0, bytes.length, at);
  closeSync(descriptor);
}
