import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deleteTable } from '../../dynamodb/operations/delete-table.ts';
import { item, latestStream, openStreamsBench } from '../dynamodb-streams.fixture.ts';
import { describeStream } from './describe-stream.ts';
import { listStreams } from './list-streams.ts';

const DAY_MS = 24 * 3_600_000;

test('a stream that takes changes', async () => {
  await using bench = await openStreamsBench();
  const StreamArn = await bench.table('table');
  const { StreamDescription } = await describeStream(bench.context(), { StreamArn });
  const [shard] = StreamDescription?.Shards ?? [];
  assert.match(shard?.ShardId ?? '', /^shardId-[0-9]{20}-[0-9a-f]{8}$/);
  assert.deepEqual(StreamDescription, {
    StreamArn,
    StreamLabel: '2026-11-27T17:30:00.000',
    StreamStatus: 'ENABLED',
    StreamViewType: 'NEW_AND_OLD_IMAGES',
    CreationRequestDateTime: Date.UTC(2026, 10, 27, 17, 30, 0),
    TableName: 'table',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    Shards: [{ ShardId: shard?.ShardId, SequenceNumberRange: { StartingSequenceNumber: '100000000000000000000' } }],
  });
});

test('its only shard has nothing behind it and no children', async () => {
  await using bench = await openStreamsBench();
  const StreamArn = await bench.table('table');
  const ShardId = await bench.shardIdOf(StreamArn);
  const behind = await describeStream(bench.context(), { StreamArn, ExclusiveStartShardId: ShardId });
  assert.deepEqual(behind.StreamDescription?.Shards, []);
  const children = await describeStream(bench.context(), { StreamArn, ShardFilter: { Type: 'CHILD_SHARDS', ShardId } });
  assert.deepEqual(children.StreamDescription?.Shards, []);
});

test('the stream of a table that is gone is readable for a day', async () => {
  await using bench = await openStreamsBench();
  const StreamArn = await bench.table('table');
  await bench.put('table', item('1'));
  bench.tables.clock.advance(1_000);
  await deleteTable(bench.tables.context(), { TableName: 'table' });
  const { StreamDescription } = await describeStream(bench.context(), { StreamArn });
  assert.equal(StreamDescription?.StreamStatus, 'DISABLED');
  assert.deepEqual(StreamDescription?.Shards?.[0]?.SequenceNumberRange, {
    StartingSequenceNumber: '100000000000000000000',
    EndingSequenceNumber: '100000000000000000001',
  });
  bench.tables.clock.advance(DAY_MS - 1);
  await bench.tables.dynamodb.background.trimmer.run();
  await describeStream(bench.context(), { StreamArn });
  bench.tables.clock.advance(1);
  await bench.tables.dynamodb.background.trimmer.run();
  await assert.rejects(describeStream(bench.context(), { StreamArn }), {
    name: 'ResourceNotFoundException',
    message: `Requested resource not found: Stream: ${StreamArn} not found`,
  });
  const left = await bench.tables.store.range({
    prefix: ['regional', '000000000000', 'us-east-1', 'dynamodb', 'stream'],
    limit: 10,
  });
  assert.deepEqual(left.entries, []);
});

test('streams are listed by table, in pages', async () => {
  await using bench = await openStreamsBench();
  const arns = [];
  for (const name of ['one', 'two', 'two-more']) arns.push(await bench.table(name));
  await bench.tables.table('without');
  const first = await listStreams(bench.context(), { Limit: 2 });
  assert.deepEqual(
    first.Streams?.map(({ StreamArn }) => StreamArn),
    arns.slice(0, 2),
  );
  assert.equal(first.LastEvaluatedStreamArn, arns[1]);
  const second = await listStreams(bench.context(), { ExclusiveStartStreamArn: first.LastEvaluatedStreamArn });
  assert.deepEqual(second, {
    Streams: [{ StreamArn: arns[2], TableName: 'two-more', StreamLabel: '2026-11-27T17:30:00.000' }],
  });
  const ofTable = await listStreams(bench.context(), { TableName: 'two' });
  assert.deepEqual(
    ofTable.Streams?.map(({ TableName }) => TableName),
    ['two'],
  );
});

test('more than 100 streams are not asked for', async () => {
  await using bench = await openStreamsBench();
  // Refused by AWS, as ScyllaDB's test_list_streams_too_high_limit has it.
  await assert.rejects(listStreams(bench.context(), { Limit: 101 }), {
    code: 'ValidationException',
    message:
      "1 validation error detected: Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100",
  });
});

test('a stream is there after a restart', async () => {
  await using bench = await openStreamsBench();
  const arn = await bench.table('table');
  await bench.put('table', item('1'));
  const before = await bench.records(arn);
  assert.equal(arn, await latestStream(bench.tables, 'table'));
  await bench.tables.dynamodb.close();
  await bench.tables.store.close();
  await using again = await openStreamsBench(bench.tables.folder);
  assert.deepEqual(await again.records(arn), before);
});
