/** Work in the background beside records that the disk has damaged. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Key } from '../../../storage/store.ts';
import { ACCOUNT, type Bench, damage, openBench, REGION, reopened, START_MS } from '../dynamodb.fixture.ts';
import { deleteTable } from '../operations/delete-table.ts';
import { describeTable } from '../operations/describe-table.ts';
import { describeTimeToLive } from '../operations/describe-time-to-live.ts';
import { putItem } from '../operations/put-item.ts';
import { query } from '../operations/query.ts';
import { restoreTableToPointInTime } from '../operations/restore-table-to-point-in-time.ts';
import { scan } from '../operations/scan.ts';
import { updateContinuousBackups } from '../operations/update-continuous-backups.ts';
import { updateTable } from '../operations/update-table.ts';
import { updateTimeToLive } from '../operations/update-time-to-live.ts';
import { jobRecord, keys } from '../store.ts';

const TEAM = [{ AttributeName: 'team', AttributeType: 'S' as const }];
const ADD_TEAM = {
  TableName: 'people',
  AttributeDefinitions: TEAM,
  GlobalSecondaryIndexUpdates: [
    {
      Create: {
        IndexName: 'by-team',
        KeySchema: [{ AttributeName: 'team', KeyType: 'HASH' as const }],
        Projection: { ProjectionType: 'ALL' as const },
      },
    },
  ],
};

async function filled(bench: Bench, TableName: string, names: readonly string[]): Promise<void> {
  await bench.table(TableName);
  for (const name of names)
    await putItem(bench.context(), {
      TableName,
      Item: { pk: { S: name }, sk: { S: 's' }, team: { S: 'red' } },
    });
}

async function entriesUnder(bench: Bench, prefix: Key): Promise<readonly Key[]> {
  return (await bench.store.range({ prefix, limit: 100 })).entries.map(({ key }) => key);
}

test('an index is filled with all but the damaged item', async () => {
  await using first = await openBench();
  await filled(first, 'people', ['a', 'b', 'c']);
  await first.dynamodb.close();
  await updateTable(first.context(), ADD_TEAM);
  const [job] = (await first.store.range({ prefix: keys.jobs(), limit: 1 })).entries.map(({ value }) =>
    jobRecord.decode(value),
  );
  assert.ok(job);
  const items = await entriesUnder(first, keys.items({ ...job, id: job.tableId }));
  assert.equal(items.length, 3);
  damage(first, items[1]);
  await using bench = reopened(first);
  await bench.dynamodb.jobs.settled();
  const { Items = [] } = await query(bench.context(), {
    TableName: 'people',
    IndexName: 'by-team',
    KeyConditionExpression: 'team = :t',
    ExpressionAttributeValues: { ':t': { S: 'red' } },
  });
  assert.equal(Items.length, 2);
  assert.match(bench.logged.join(''), /left out of a copy or an index.*is damaged/);
});

test('a job whose record is damaged holds up no other', async () => {
  await using first = await openBench();
  await filled(first, 'one', ['a']);
  await filled(first, 'two', ['a']);
  await first.dynamodb.close();
  await deleteTable(first.context(), { TableName: 'one' });
  await deleteTable(first.context(), { TableName: 'two' });
  const jobs = await entriesUnder(first, keys.jobs());
  assert.equal(jobs.length, 2);
  damage(first, jobs[0]);
  await using bench = reopened(first);
  await bench.dynamodb.jobs.settled();
  assert.deepEqual(await entriesUnder(bench, keys.jobs()), [jobs[0]]);
});

/** Names of `n` are changed once each, a second apart; what the change left in the table's log. */
async function changed(bench: Bench, names: readonly string[]): Promise<readonly Key[]> {
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 2 };
  await updateContinuousBackups(bench.context(), { TableName: 'people', PointInTimeRecoverySpecification });
  for (const name of names) {
    bench.clock.advance(1_000);
    const Item = { pk: { S: name }, sk: { S: 's' }, team: { S: 'blue' } };
    await putItem(bench.context(), { TableName: 'people', Item });
  }
  return await entriesUnder(bench, ['regional', ACCOUNT, REGION, 'dynamodb', 'change-log']);
}

for (const damagedAt of [0, 1, 2]) {
  test(`a table is brought back without undoing the damaged change ${damagedAt}, which the log says`, async () => {
    await using bench = await openBench();
    await filled(bench, 'people', ['a', 'b', 'c']);
    const log = await changed(bench, ['a', 'b', 'c']);
    damage(bench, log[damagedAt]);
    await restoreTableToPointInTime(bench.context(), {
      SourceTableName: 'people',
      TargetTableName: 'restored',
      RestoreDateTime: START_MS,
    });
    await bench.dynamodb.background.copier.run();
    await bench.dynamodb.background.copier.run();
    const { Table } = await describeTable(bench.context(), { TableName: 'restored' });
    assert.equal(Table?.TableStatus, 'ACTIVE');
    const { Items = [] } = await scan(bench.context(), { TableName: 'restored' });
    const blue = Items.filter(({ team }) => team?.S === 'blue').map(({ pk }) => pk?.S);
    assert.deepEqual(blue, ['abc'[damagedAt]]);
    assert.equal(Items.length, 3);
    assert.match(bench.logged.join(''), /a change of one item is not undone in a copy.*is damaged/);
  });
}

test('a moment is found beside a damaged change, and what lies behind it is undone', async () => {
  await using bench = await openBench();
  await filled(bench, 'people', ['a', 'b', 'c']);
  damage(bench, (await changed(bench, ['a', 'b', 'c']))[1]);
  await restoreTableToPointInTime(bench.context(), {
    SourceTableName: 'people',
    TargetTableName: 'restored',
    RestoreDateTime: START_MS + 2_000,
  });
  await bench.dynamodb.background.copier.run();
  await bench.dynamodb.background.copier.run();
  const { Items = [] } = await scan(bench.context(), { TableName: 'restored' });
  assert.deepEqual(Items.map(({ pk, team }) => `${pk?.S} ${team?.S}`).toSorted(), ['a blue', 'b blue', 'c red']);
});

test('damaged changes go from a log with those behind them', async () => {
  await using bench = await openBench();
  await filled(bench, 'people', ['a', 'b', 'c']);
  const log = await changed(bench, ['a', 'b', 'c']);
  damage(bench, log[0]);
  bench.clock.advance(3 * 86_400_000);
  await bench.dynamodb.background.pruner.run();
  assert.deepEqual(await entriesUnder(bench, log[0]?.slice(0, -1) ?? []), []);
});

test('a damaged item keeps no other from expiring, whether it was there before or comes later', async () => {
  await using bench = await openBench();
  await bench.table('people');
  const seconds = { N: String(START_MS / 1_000 - 10) };
  const put = async (name: string): Promise<void> => {
    const Item = { pk: { S: name }, sk: { S: 's' }, until: seconds };
    await putItem(bench.context(), { TableName: 'people', Item });
  };
  for (const name of ['a', 'b', 'c']) await put(name);
  const { Table } = await describeTable(bench.context(), { TableName: 'people' });
  const items = keys.items({ accountId: ACCOUNT, region: REGION, id: Table?.TableId ?? '' });
  const [before] = await entriesUnder(bench, items);
  damage(bench, before);
  const TimeToLiveSpecification = { AttributeName: 'until', Enabled: true };
  await updateTimeToLive(bench.context(), { TableName: 'people', TimeToLiveSpecification });
  await bench.dynamodb.background.ttl.run();
  await bench.dynamodb.background.ttl.run();
  const { TimeToLiveDescription } = await describeTimeToLive(bench.context(), { TableName: 'people' });
  assert.equal(TimeToLiveDescription?.TimeToLiveStatus, 'ENABLED');
  await bench.dynamodb.background.ttl.run();
  assert.deepEqual(await entriesUnder(bench, items), [before]);
  for (const name of ['d', 'e', 'f']) await put(name);
  const later = (await entriesUnder(bench, items)).find((key) => String(key) !== String(before));
  damage(bench, later);
  await bench.dynamodb.background.ttl.run();
  assert.deepEqual((await entriesUnder(bench, items)).map(String).toSorted(), [before, later].map(String).toSorted());
  assert.match(bench.logged.join(''), /left out of time to live.*is damaged/);
});
