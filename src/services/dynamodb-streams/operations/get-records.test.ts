import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, damage, REGION } from '../../dynamodb/dynamodb.fixture.ts';
import { deleteTable } from '../../dynamodb/operations/delete-table.ts';
import { updateTimeToLive } from '../../dynamodb/operations/update-time-to-live.ts';
import type { CreateTableInput } from '../../dynamodb/model.ts';
import { item, openStreamsBench, type StreamsBench } from '../dynamodb-streams.fixture.ts';
import type { RecordShape } from '../model.ts';
import { getRecords } from './get-records.ts';

type View = NonNullable<NonNullable<CreateTableInput['StreamSpecification']>['StreamViewType']>;

/** Inserts, changes and removes one item. */
async function recordsOf(bench: StreamsBench, name: string, StreamViewType: View): Promise<readonly RecordShape[]> {
  const arn = await bench.table(name, { StreamSpecification: { StreamEnabled: true, StreamViewType } });
  await bench.put(name, item('1', { n: { N: '1' } }));
  await bench.put(name, item('1', { n: { N: '2' } }));
  await bench.remove(name, item('1'));
  return await bench.records(arn);
}

const [ONE, TWO] = [item('1', { n: { N: '1' } }), item('1', { n: { N: '2' } })];
const VIEWS: readonly [view: View, images: readonly (readonly [old: unknown, now: unknown])[]][] = [
  [
    'KEYS_ONLY',
    [
      [undefined, undefined],
      [undefined, undefined],
      [undefined, undefined],
    ],
  ],
  [
    'NEW_IMAGE',
    [
      [undefined, ONE],
      [undefined, TWO],
      [undefined, undefined],
    ],
  ],
  [
    'OLD_IMAGE',
    [
      [undefined, undefined],
      [ONE, undefined],
      [TWO, undefined],
    ],
  ],
  [
    'NEW_AND_OLD_IMAGES',
    [
      [undefined, ONE],
      [ONE, TWO],
      [TWO, undefined],
    ],
  ],
];

for (const [view, images] of VIEWS) {
  test(`the images of a stream of ${view}`, async () => {
    await using bench = await openStreamsBench();
    const records = await recordsOf(bench, 'table', view);
    assert.deepEqual(
      records.map(({ dynamodb }) => [dynamodb?.OldImage, dynamodb?.NewImage]),
      images,
    );
    assert.deepEqual(
      records.map(({ eventName }) => eventName),
      ['INSERT', 'MODIFY', 'REMOVE'],
    );
    for (const { dynamodb } of records) {
      assert.deepEqual(dynamodb?.Keys, item('1'));
      assert.equal(dynamodb?.StreamViewType, view);
    }
  });
}

test('a record has all that AWS says of it', async () => {
  await using bench = await openStreamsBench();
  const arn = await bench.table('table');
  await bench.put('table', item('1', { b: { B: Uint8Array.of(0, 255) }, bs: { BS: [Uint8Array.of(1)] } }));
  const [record] = await bench.records(arn);
  assert.match(record?.eventID ?? '', /^[0-9a-f]{32}$/);
  assert.deepEqual(
    { ...record, eventID: '' },
    {
      eventID: '',
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: {
        ApproximateCreationDateTime: Date.UTC(2026, 10, 27, 17, 30, 0),
        Keys: item('1'),
        NewImage: { ...item('1'), b: { B: Buffer.of(0, 255) }, bs: { BS: [Buffer.of(1)] } },
        SequenceNumber: '100000000000000000001',
        SizeBytes: 6 + 6 + 3 + 3,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    },
  );
  assert.deepEqual(await bench.records(arn), [record], 'a second reading gives the same');
});

test('sizes are those of the sample event in the guide of AWS Lambda', async () => {
  await using bench = await openStreamsBench();
  const arn = await bench.table('table', {
    AttributeDefinitions: [{ AttributeName: 'Id', AttributeType: 'N' }],
    KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }],
  });
  await bench.put('table', { Id: { N: '101' }, Message: { S: 'New item!' } });
  await bench.put('table', { Id: { N: '101' }, Message: { S: 'This item has changed' } });
  await bench.remove('table', { Id: { N: '101' } });
  assert.deepEqual(
    (await bench.records(arn)).map(({ dynamodb }) => dynamodb?.SizeBytes),
    [26, 59, 38],
  );
});

test('what changes nothing leaves no record', async () => {
  await using bench = await openStreamsBench();
  const arn = await bench.table('table');
  await bench.put('table', item('1', { a: { N: '1' }, s: { SS: ['x', 'y'] } }));
  await bench.put('table', { s: { SS: ['y', 'x'] }, a: { N: '1.0' }, ...item('1') });
  await bench.remove('table', item('2'));
  assert.equal((await bench.records(arn)).length, 1);
  await bench.put('table', item('1', { a: { N: '2' }, s: { SS: ['x', 'y'] } }));
  assert.equal((await bench.records(arn)).length, 2);
});

test('a record of an item that expired says that DynamoDB removed it', async () => {
  await using bench = await openStreamsBench();
  const arn = await bench.table('table');
  const TimeToLiveSpecification = { Enabled: true, AttributeName: 'e' };
  await updateTimeToLive(bench.tables.context(), { TableName: 'table', TimeToLiveSpecification });
  await bench.put('table', item('1', { e: { N: '1795800601' } }));
  bench.tables.clock.advance(2_000);
  for (let round = 0; round < 2; round++) await bench.tables.dynamodb.background.ttl.run();
  const [inserted, removed] = await bench.records(arn);
  assert.equal(inserted?.userIdentity, undefined);
  assert.equal(removed?.eventName, 'REMOVE');
  assert.deepEqual(removed?.userIdentity, { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' });
  assert.deepEqual(removed?.dynamodb?.OldImage, item('1', { e: { N: '1795800601' } }));
});

test('pages go on where the last ended, and end with a closed shard', async () => {
  await using bench = await openStreamsBench();
  const arn = await bench.table('table');
  for (const sk of ['1', '2', '3']) await bench.put('table', item(sk));
  const first = await getRecords(bench.context(), {
    ShardIterator: await bench.iterator(arn, 'TRIM_HORIZON'),
    Limit: 2,
  });
  assert.deepEqual(
    first.Records?.map(({ dynamodb }) => dynamodb?.Keys?.['sk']?.S),
    ['1', '2'],
  );
  const second = await getRecords(bench.context(), { ShardIterator: first.NextShardIterator ?? '', Limit: 2 });
  assert.deepEqual(
    second.Records?.map(({ dynamodb }) => dynamodb?.Keys?.['sk']?.S),
    ['3'],
  );
  const empty = await getRecords(bench.context(), { ShardIterator: second.NextShardIterator ?? '' });
  assert.deepEqual(empty.Records, []);
  await bench.put('table', item('4'));
  await deleteTable(bench.tables.context(), { TableName: 'table' });
  const fourth = await getRecords(bench.context(), { ShardIterator: empty.NextShardIterator ?? '' });
  assert.deepEqual(
    fourth.Records?.map(({ dynamodb }) => dynamodb?.Keys?.['sk']?.S),
    ['4'],
  );
  assert.equal(fourth.NextShardIterator, undefined);
});

test('a page ends at 1 MiB', async () => {
  await using bench = await openStreamsBench();
  const arn = await bench.table('table', { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } });
  for (const sk of ['1', '2', '3', '4']) await bench.put('table', item(sk, { s: { S: 'x'.repeat(350_000) } }));
  const page = await getRecords(bench.context(), { ShardIterator: await bench.iterator(arn, 'TRIM_HORIZON') });
  assert.equal(page.Records?.length, 2);
  const rest = await getRecords(bench.context(), { ShardIterator: page.NextShardIterator ?? '' });
  assert.equal(rest.Records?.length, 2);
});

test('images that are long as JSON fit', async () => {
  await using bench = await openStreamsBench();
  const arn = await bench.table('table');
  const list = (value: boolean): { L: { BOOL: boolean }[] } => ({
    L: Array.from({ length: 150_000 }, () => ({ BOOL: value })),
  });
  await bench.put('table', item('1', { l: list(true) }));
  await bench.put('table', item('1', { l: list(false) }));
  const last = (await getRecords(bench.context(), { ShardIterator: await bench.iterator(arn, 'LATEST') })).Records;
  assert.deepEqual(last, []);
  const ShardIterator = await bench.iterator(arn, 'AT_SEQUENCE_NUMBER', '100000000000000000002');
  const [record] = (await getRecords(bench.context(), { ShardIterator })).Records ?? [];
  assert.deepEqual(record?.dynamodb?.OldImage?.['l'], list(true));
  assert.deepEqual(record?.dynamodb?.NewImage?.['l'], list(false));
});

test('an iterator lives for 15 minutes', async () => {
  await using bench = await openStreamsBench();
  const arn = await bench.table('table');
  const ShardIterator = await bench.iterator(arn, 'LATEST');
  bench.tables.clock.advance(15 * 60_000);
  await getRecords(bench.context(), { ShardIterator });
  bench.tables.clock.advance(1);
  await assert.rejects(getRecords(bench.context(), { ShardIterator }), {
    name: 'ExpiredIteratorException',
    message: 'The shard iterator has expired and can no longer be used to retrieve stream records.',
  });
});

test('an iterator whose record was removed meanwhile', async () => {
  await using bench = await openStreamsBench();
  const arn = await bench.table('table');
  await bench.put('table', item('1'));
  bench.tables.clock.advance(24 * 3_600_000 - 60_000);
  await bench.put('table', item('2'));
  const [at, oldest] = await Promise.all([
    bench.iterator(arn, 'AT_SEQUENCE_NUMBER', '100000000000000000001'),
    bench.iterator(arn, 'TRIM_HORIZON'),
  ]);
  bench.tables.clock.advance(60_000);
  await bench.tables.dynamodb.background.trimmer.run();
  await assert.rejects(getRecords(bench.context(), { ShardIterator: at }), {
    name: 'TrimmedDataAccessException',
    message: 'The data you are trying to access has been trimmed',
  });
  const { Records } = await getRecords(bench.context(), { ShardIterator: oldest });
  assert.deepEqual(
    Records?.map(({ dynamodb }) => dynamodb?.Keys?.['sk']?.S),
    ['2'],
  );
});

const INVALID: readonly [what: string, input: { ShardIterator: string; Limit?: number }, message: string][] = [
  ['no iterator', { ShardIterator: 'x' }, 'Invalid ShardIterator'],
  [
    'one of another form',
    { ShardIterator: 'arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/l|1|AAAA' },
    'Invalid ShardIterator',
  ],
  [
    'one that names no stream',
    { ShardIterator: `arn:aws:s3:::bucket|1|${Buffer.from('zzzzzzzz.1').toString('base64')}` },
    'Invalid StreamArn',
  ],
];

for (const [what, input, message] of INVALID) {
  test(`not read: ${what}`, async () => {
    await using bench = await openStreamsBench();
    await assert.rejects(getRecords(bench.context(), input), { code: 'ValidationException', message });
  });
}

test('more than 1,000 records are not asked for', async () => {
  await using bench = await openStreamsBench();
  const ShardIterator = await bench.iterator(await bench.table('table'), 'LATEST');
  await assert.rejects(getRecords(bench.context(), { ShardIterator, Limit: 1_001 }), {
    code: 'ValidationException',
    message:
      "1 validation error detected: Value '1001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 1000",
  });
});

test('a damaged record is an error where it is the next, and keeps neither those before it nor trimming back', async () => {
  await using bench = await openStreamsBench();
  const arn = await bench.table('table');
  for (const sk of ['1', '2', '3']) await bench.put('table', item(sk));
  const prefix = ['regional', ACCOUNT, REGION, 'dynamodb', 'stream'];
  const changes = (await bench.tables.store.range({ prefix, limit: 10 })).entries.map(({ key }) => key);
  assert.equal(changes.length, 3);
  damage(bench.tables, changes[1]);
  const ShardIterator = await bench.iterator(arn, 'TRIM_HORIZON');
  const { Records = [], NextShardIterator } = await getRecords(bench.context(), { ShardIterator });
  assert.equal(Records.length, 1);
  const next = getRecords(bench.context(), { ShardIterator: NextShardIterator ?? '' });
  await assert.rejects(next, { name: 'RecordDamagedError' });
  damage(bench.tables, changes[0]);
  bench.tables.clock.advance(25 * 3_600_000);
  await bench.tables.dynamodb.background.trimmer.run();
  assert.equal((await bench.tables.store.range({ prefix, limit: 10 })).entries.length, 0);
});
