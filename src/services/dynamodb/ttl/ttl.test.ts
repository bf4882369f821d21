import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bench, openBench, START_MS } from '../dynamodb.fixture.ts';
import { deleteTable } from '../operations/delete-table.ts';
import { describeTimeToLive } from '../operations/describe-time-to-live.ts';
import { getItem } from '../operations/get-item.ts';
import { putItem } from '../operations/put-item.ts';
import { query } from '../operations/query.ts';
import { updateItem } from '../operations/update-item.ts';
import { updateTimeToLive } from '../operations/update-time-to-live.ts';
import type { AttributeValue, Item } from '../values/value.ts';

const NOW = START_MS / 1000;
const FIVE_YEARS = 5 * 365 * 86_400;

async function put(bench: Bench, sk: string, expires?: AttributeValue): Promise<void> {
  const Item: Item = { pk: { S: 'a' }, sk: { S: sk }, ...(expires && { expires }) };
  await putItem(bench.context(), { TableName: 'table', Item });
}

async function there(bench: Bench, IndexName?: string): Promise<readonly (string | undefined)[]> {
  const { Items } = await query(bench.context(), {
    TableName: 'table',
    IndexName,
    KeyConditionExpression: 'pk = :a',
    ExpressionAttributeValues: { ':a': { S: 'a' } },
  });
  return Items?.map(({ sk }) => sk?.S) ?? [];
}

async function setTtl(bench: Bench, Enabled: boolean, AttributeName = 'expires'): Promise<void> {
  await updateTimeToLive(bench.context(), { TableName: 'table', TimeToLiveSpecification: { Enabled, AttributeName } });
}

async function status(bench: Bench): Promise<string | undefined> {
  const described = await describeTimeToLive(bench.context(), { TableName: 'table' });
  return described.TimeToLiveDescription?.TimeToLiveStatus;
}

/** Fills, and switches on. */
async function switchOn(bench: Bench): Promise<void> {
  await setTtl(bench, true);
  await bench.dynamodb.background.ttl.run();
  await bench.dynamodb.background.ttl.run();
  assert.equal(await status(bench), 'ENABLED');
}

/** Notes of expiry that are kept, of whatever table. */
async function notes(bench: Bench): Promise<number> {
  const prefix = ['regional', '000000000000', 'us-east-1', 'dynamodb', 'expiry'];
  return (await bench.store.range({ prefix, limit: 1_000 })).entries.length;
}

const EXPIRING: readonly [what: string, value: AttributeValue | undefined, stays: boolean][] = [
  ['a second ago', { N: String(NOW - 1) }, false],
  ['with a fraction', { N: `${NOW - 2}.5` }, false],
  ['now', { N: String(NOW) }, true],
  ['in a second', { N: String(NOW + 1) }, true],
  ['almost five years ago', { N: String(NOW - FIVE_YEARS) }, false],
  ['more than five years ago', { N: String(NOW - FIVE_YEARS - 1) }, true],
  ['in milliseconds', { N: String(START_MS - 1) }, true],
  ['a text', { S: String(NOW - 1) }, true],
  ['no time', { N: '-1' }, true],
  ['nothing', undefined, true],
];

for (const [what, value, stays] of EXPIRING) {
  test(`expires ${what}: ${stays ? 'stays' : 'goes'}, whether it was there before or comes later`, async () => {
    await using bench = await openBench();
    await bench.table('table');
    await put(bench, 'before', value);
    await switchOn(bench);
    await put(bench, 'later', value);
    await bench.dynamodb.background.ttl.run();
    assert.deepEqual(await there(bench), stays ? ['before', 'later'] : []);
  });
}

test('an item that is given another time expires then', async () => {
  await using bench = await openBench();
  await bench.table('table');
  await switchOn(bench);
  await put(bench, '1', { N: String(NOW + 60) });
  await updateItem(bench.context(), {
    TableName: 'table',
    Key: { pk: { S: 'a' }, sk: { S: '1' } },
    UpdateExpression: 'SET expires = expires + :m',
    ExpressionAttributeValues: { ':m': { N: '60' } },
  });
  assert.equal(await notes(bench), 1);
  bench.clock.advance(61_000);
  await bench.dynamodb.background.ttl.run();
  assert.deepEqual(await there(bench), ['1']);
  bench.clock.advance(60_000);
  await bench.dynamodb.background.ttl.run();
  assert.deepEqual(await there(bench), []);
  assert.equal(await notes(bench), 0);
});

test('it works by itself, on the clock', async () => {
  await using bench = await openBench();
  await bench.table('table');
  await switchOn(bench);
  await put(bench, '1', { N: String(NOW + 5) });
  bench.clock.advance(10_000);
  await bench.dynamodb.background.ttl.run();
  assert.deepEqual(await there(bench), []);
});

test('index entries go with the item', async () => {
  await using bench = await openBench();
  await bench.table('table', {
    GlobalSecondaryIndexes: [
      {
        IndexName: 'index',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
  await switchOn(bench);
  for (let sk = 0; sk < 150; sk++) await put(bench, String(sk), { N: String(NOW - 1) });
  await put(bench, 'stays');
  await bench.dynamodb.background.ttl.run();
  assert.deepEqual(await there(bench), ['stays']);
  assert.deepEqual(await there(bench, 'index'), ['stays']);
});

test('filling goes on where it was after a restart', async () => {
  await using bench = await openBench();
  await bench.table('table');
  for (let sk = 0; sk < 250; sk++) await put(bench, String(sk), { N: String(NOW - 1) });
  await setTtl(bench, true);
  assert.equal(await status(bench), 'ENABLING');
  await bench.dynamodb.close();
  await bench.store.close();
  await using again = await openBench(bench.folder);
  await again.dynamodb.background.ttl.run();
  assert.equal(await status(again), 'ENABLED');
  assert.deepEqual(await there(again), []);
});

test('switched off, nothing expires and nothing is kept', async () => {
  await using bench = await openBench();
  await bench.table('table');
  await switchOn(bench);
  await put(bench, '1', { N: String(NOW + 1) });
  await setTtl(bench, false);
  assert.deepEqual(await describeTimeToLive(bench.context(), { TableName: 'table' }), {
    TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' },
  });
  await put(bench, '2', { N: String(NOW + 1) });
  await setTtl(bench, true, 'other');
  bench.clock.advance(2_000);
  await bench.dynamodb.background.ttl.run();
  await bench.dynamodb.background.ttl.run();
  assert.deepEqual(await there(bench), ['1', '2']);
  assert.equal(await notes(bench), 0);
});

test('a deleted table leaves no notes', async () => {
  await using bench = await openBench();
  await bench.table('table');
  await switchOn(bench);
  await put(bench, '1', { N: String(NOW + 1) });
  await deleteTable(bench.context(), { TableName: 'table' });
  await bench.table('table');
  await put(bench, '1', { N: String(NOW + 1) });
  bench.clock.advance(2_000);
  await bench.dynamodb.background.ttl.run();
  assert.equal(await notes(bench), 0);
  assert.notEqual(
    (await getItem(bench.context(), { TableName: 'table', Key: { pk: { S: 'a' }, sk: { S: '1' } } })).Item,
    undefined,
  );
});

const REFUSED: readonly [what: string, on: boolean, enabled: boolean, attribute: string, message: string][] = [
  ['on, again', true, true, 'expires', 'TimeToLive is already enabled'],
  [
    'on, by another attribute',
    true,
    true,
    'other',
    'TimeToLive is active on a different AttributeName: current AttributeName is expires',
  ],
  [
    'off, by another attribute',
    true,
    false,
    'other',
    'TimeToLive is active on a different AttributeName: current AttributeName is expires',
  ],
  ['off, where it is not on', false, false, 'expires', 'TimeToLive is already disabled'],
];

for (const [what, on, enabled, attribute, message] of REFUSED) {
  test(`not switched ${what}`, async () => {
    await using bench = await openBench();
    await bench.table('table');
    if (on) await setTtl(bench, true);
    await assert.rejects(setTtl(bench, enabled, attribute), { code: 'ValidationException', message });
  });
}

test('not switched off while what is there is looked through', async () => {
  await using bench = await openBench();
  await bench.table('table');
  await setTtl(bench, true);
  await assert.rejects(setTtl(bench, false), {
    code: 'ValidationException',
    message: 'Time to live has been modified multiple times within a fixed interval',
  });
});

test('of a table that is not there', async () => {
  await using bench = await openBench();
  const error = { name: 'ResourceNotFoundException', message: 'Requested resource not found: Table: table not found' };
  await assert.rejects(setTtl(bench, true), error);
  await assert.rejects(status(bench), error);
});
