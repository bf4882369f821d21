import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../../kit/log.ts';
import type { Store } from '../../../storage/store.ts';
import { openBench } from '../dynamodb.fixture.ts';
import { describeTable } from '../operations/describe-table.ts';
import { updateTable } from '../operations/update-table.ts';
import { jobRecord, keys } from '../store.ts';
import { TableCache } from '../tables/cache.ts';
import { fillPiece } from './fill-index.ts';

const TableName = 'people';

test('an index that is deleted while its last piece is written is not active again', async () => {
  await using bench = await openBench();
  await bench.table(TableName);
  await bench.dynamodb.jobs.close();
  const IndexName = 'by-team';
  const Create = {
    IndexName,
    KeySchema: [{ AttributeName: 'team', KeyType: 'HASH' as const }],
    Projection: { ProjectionType: 'ALL' as const },
  };
  await updateTable(bench.context(), {
    TableName,
    AttributeDefinitions: [{ AttributeName: 'team', AttributeType: 'S' }],
    GlobalSecondaryIndexUpdates: [{ Create }],
  });
  const [entry] = (await bench.store.range({ prefix: keys.jobs(), limit: 2 })).entries;
  assert.ok(entry);
  const store: Store = Object.create(bench.store, {
    get: { value: bench.store.get.bind(bench.store) },
    range: { value: bench.store.range.bind(bench.store) },
    transact: {
      async value(...words: Parameters<Store['transact']>) {
        await updateTable(bench.context(), { TableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName } }] });
        return await bench.store.transact(...words);
      },
    },
  }) as Store;
  const { clock } = bench;
  const parts = { store, clock, ids: bench.context().ids, log: silentLog, tables: new TableCache(bench.store) };
  await fillPiece(parts, { entry, job: jobRecord.decode(entry.value) });
  const { Table } = await describeTable(bench.context(), { TableName });
  assert.equal(Table?.GlobalSecondaryIndexes?.[0]?.IndexStatus, 'DELETING');
});
