/** Work in the background beside records that the disk has damaged. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Key } from '../../../storage/store.ts';
import { type Bench, damage, openBench, reopened } from '../dynamodb.fixture.ts';
import { deleteTable } from '../operations/delete-table.ts';
import { putItem } from '../operations/put-item.ts';
import { query } from '../operations/query.ts';
import { updateTable } from '../operations/update-table.ts';
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
