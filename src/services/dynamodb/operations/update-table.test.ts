import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bench, openBench, reopened } from '../dynamodb.fixture.ts';
import type { GlobalSecondaryIndex, TableDescription, UpdateTableInput } from '../model.ts';
import { keys } from '../store.ts';
import { batchWriteItem } from './batch-write-item.ts';
import { createTable } from './create-table.ts';
import { deleteItem } from './delete-item.ts';
import { deleteTable } from './delete-table.ts';
import { describeTable } from './describe-table.ts';
import { putItem } from './put-item.ts';
import { query } from './query.ts';
import { scan } from './scan.ts';
import { updateItem } from './update-item.ts';
import { updateTable } from './update-table.ts';

const TableName = 'people';
const UNITS = { ReadCapacityUnits: 5, WriteCapacityUnits: 5 };
const BY_TEAM: GlobalSecondaryIndex = {
  IndexName: 'by-team',
  KeySchema: [{ AttributeName: 'team', KeyType: 'HASH' }],
  Projection: { ProjectionType: 'ALL' },
};
const TEAM = [{ AttributeName: 'team', AttributeType: 'S' as const }];
const ADD_TEAM: UpdateTableInput = {
  TableName,
  AttributeDefinitions: TEAM,
  GlobalSecondaryIndexUpdates: [{ Create: BY_TEAM }],
};

async function described(bench: Bench): Promise<TableDescription> {
  return (await describeTable(bench.context(), { TableName })).Table ?? {};
}

async function fill(bench: Bench, count: number, from = 0): Promise<void> {
  for (let at = from; at < from + count; at += 25) {
    const items = Array.from({ length: Math.min(25, from + count - at) }, (_, more) => ({
      PutRequest: { Item: { pk: { S: `p${at + more}` }, sk: { S: 's' }, team: { S: `t${(at + more) % 3}` } } },
    }));
    await batchWriteItem(bench.context(), { RequestItems: { [TableName]: items } });
  }
}

/** The index holds exactly what the table says, and its counters are right. */
async function assertIndexWhole(bench: Bench): Promise<void> {
  const table = await scan(bench.context(), { TableName });
  const index = await scan(bench.context(), { TableName, IndexName: 'by-team' });
  const named = (items: typeof table.Items = []): string[] =>
    items.flatMap(({ pk, team }) => (team?.S === undefined ? [] : `${pk?.S} ${team.S}`)).toSorted();
  assert.deepEqual(named(index.Items), named(table.Items));
  const { GlobalSecondaryIndexes: [description] = [] } = await described(bench);
  assert.equal(description?.ItemCount, index.Count);
  const bytes = (index.Items ?? []).reduce(
    (sum, { pk, team }) => sum + 9 + (pk?.S?.length ?? 0) + (team?.S?.length ?? 0),
    0,
  );
  assert.equal(description?.IndexSizeBytes, bytes);
}

test('an index that is added holds what was there and what is written meanwhile', async () => {
  await using bench = await openBench();
  await bench.table(TableName);
  await fill(bench, 350);
  const { TableDescription: made } = await updateTable(bench.context(), ADD_TEAM);
  assert.equal(made?.TableStatus, 'UPDATING');
  assert.equal(made?.GlobalSecondaryIndexes?.[0]?.IndexStatus, 'CREATING');
  assert.equal(made?.GlobalSecondaryIndexes?.[0]?.Backfilling, true);
  const busy = Array.from({ length: 120 }, async (_, at) => {
    const Key = { pk: { S: `p${at * 3}` }, sk: { S: 's' } };
    if (at % 3 === 0) return deleteItem(bench.context(), { TableName, Key });
    if (at % 3 === 1) {
      return updateItem(bench.context(), {
        TableName,
        Key,
        UpdateExpression: 'SET team = :t',
        ExpressionAttributeValues: { ':t': { S: 'moved' } },
      });
    }
    return putItem(bench.context(), { TableName, Item: { pk: { S: `new${at}` }, sk: { S: 's' }, team: { S: 'new' } } });
  });
  await Promise.all([...busy, bench.dynamodb.jobs.settled()]);
  const { TableStatus, GlobalSecondaryIndexes: [index] = [] } = await described(bench);
  assert.equal(TableStatus, 'ACTIVE');
  assert.equal(index?.IndexStatus, 'ACTIVE');
  assert.equal(index?.Backfilling, undefined);
  await assertIndexWhole(bench);
});

test('filling goes on after a restart', async () => {
  await using first = await openBench();
  await first.table(TableName);
  await fill(first, 300);
  await first.dynamodb.close();
  await updateTable(first.context(), ADD_TEAM);
  const reading = query(first.context(), {
    TableName,
    IndexName: 'by-team',
    KeyConditionExpression: 'team = :t',
    ExpressionAttributeValues: { ':t': { S: 't1' } },
  });
  await assert.rejects(reading, { message: 'Cannot read from backfilling global secondary index: by-team' });
  await using second = reopened(first);
  await second.dynamodb.jobs.settled();
  await assertIndexWhole(second);
});

test('an index that is deleted leaves nothing, and its name and attribute are free', async () => {
  await using bench = await openBench();
  await bench.table(TableName);
  await fill(bench, 30);
  await updateTable(bench.context(), ADD_TEAM);
  await bench.dynamodb.jobs.settled();
  const id = (await described(bench)).TableId ?? '';
  const gone = await updateTable(bench.context(), {
    TableName,
    GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-team' } }],
  });
  assert.equal(gone.TableDescription?.GlobalSecondaryIndexes?.[0]?.IndexStatus, 'DELETING');
  await assert.rejects(updateTable(bench.context(), ADD_TEAM), {
    name: 'ResourceInUseException',
    message: 'Attempt to change a resource which is still in use: Table is being updated: people',
  });
  await bench.dynamodb.jobs.settled();
  const { GlobalSecondaryIndexes, AttributeDefinitions } = await described(bench);
  assert.equal(GlobalSecondaryIndexes, undefined);
  assert.equal(AttributeDefinitions?.length, 2);
  const table = { accountId: bench.context().accountId, region: bench.context().region, id };
  const left = await bench.store.range({ prefix: keys.indexes(table), limit: 10 });
  assert.deepEqual(left.entries, []);
  await updateTable(bench.context(), ADD_TEAM);
  await bench.dynamodb.jobs.settled();
  await assertIndexWhole(bench);
});

/** Recorded from AWS, 2026-10-09. */
const BUSY = 'Attempt to change a resource which is still in use: ';
const ONE_ONLINE = {
  name: 'LimitExceededException',
  message: 'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
};

test('while an index is filled it may be deleted, and capacity and protection be changed', async () => {
  await using bench = await openBench();
  await provisioned(bench);
  await fill(bench, 350);
  await bench.dynamodb.jobs.close();
  const change = (input: Partial<UpdateTableInput>) => updateTable(bench.context(), { TableName, ...input });
  const Create = { ...BY_TEAM, ProvisionedThroughput: UNITS };
  await change({ AttributeDefinitions: TEAM, GlobalSecondaryIndexUpdates: [{ Create }] });
  const other = { Create: { ...Create, IndexName: 'other' } };
  await assert.rejects(change({ AttributeDefinitions: TEAM, GlobalSecondaryIndexUpdates: [other] }), ONE_ONLINE);
  await assert.rejects(deleteTable(bench.context(), { TableName }), {
    name: 'ResourceInUseException',
    message: `${BUSY}Cannot delete table while indexes are being created, updated, or deleted.`,
  });
  await assert.rejects(change({ BillingMode: 'PAY_PER_REQUEST' }), { name: 'ResourceInUseException' });
  await change({ DeletionProtectionEnabled: true });
  const more = { ReadCapacityUnits: 7, WriteCapacityUnits: 7 };
  await change({ ProvisionedThroughput: more });
  await change({ GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'by-team', ProvisionedThroughput: more } }] });
  const Delete = { IndexName: 'by-team' };
  const gone = await change({ GlobalSecondaryIndexUpdates: [{ Delete }] });
  assert.equal(gone.TableDescription?.GlobalSecondaryIndexes?.[0]?.IndexStatus, 'DELETING');
  await assert.rejects(change({ GlobalSecondaryIndexUpdates: [{ Delete }] }), {
    name: 'ResourceInUseException',
    message: `${BUSY}Index is being deleted. Table: people Index: by-team`,
  });
  await assert.rejects(change({ ProvisionedThroughput: UNITS }), {
    name: 'ResourceInUseException',
    message: `${BUSY}Can't change table IOPS when an index is being deleted. Table: people Indexes: [by-team]`,
  });
  await change({ DeletionProtectionEnabled: false });
  await using again = reopened(bench);
  await again.dynamodb.jobs.settled();
  const { GlobalSecondaryIndexes, TableStatus, ProvisionedThroughput, TableId: id = '' } = await described(again);
  assert.deepEqual([GlobalSecondaryIndexes, TableStatus], [undefined, 'ACTIVE']);
  assert.equal(ProvisionedThroughput?.ReadCapacityUnits, 7);
  const { accountId, region } = again.context();
  for (const prefix of [keys.indexes({ accountId, region, id }), keys.jobs()]) {
    assert.deepEqual((await again.store.range({ prefix, limit: 10 })).entries, []);
  }
});

test('an index may be deleted while it is being filled', async () => {
  await using bench = await openBench();
  await bench.table(TableName);
  await fill(bench, 350);
  await updateTable(bench.context(), ADD_TEAM);
  const removed = updateTable(bench.context(), {
    TableName,
    GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-team' } }],
  });
  await Promise.all([removed, fill(bench, 50, 350)]);
  await bench.dynamodb.jobs.settled();
  const { GlobalSecondaryIndexes, TableId: id = '' } = await described(bench);
  assert.equal(GlobalSecondaryIndexes, undefined);
  const { accountId, region } = bench.context();
  for (const prefix of [keys.indexes({ accountId, region, id }), keys.jobs()]) {
    assert.deepEqual((await bench.store.range({ prefix, limit: 10 })).entries, []);
  }
});

test('a table that is deleted leaves nothing', async () => {
  await using bench = await openBench();
  await bench.table(TableName, { AttributeDefinitions: [...TABLE_KEYS, ...TEAM], GlobalSecondaryIndexes: [BY_TEAM] });
  await fill(bench, 30);
  const id = (await described(bench)).TableId ?? '';
  await deleteTable(bench.context(), { TableName });
  await bench.dynamodb.jobs.settled();
  const { accountId, region } = bench.context();
  const table = { accountId, region, id };
  for (const prefix of [keys.items(table), keys.indexes(table), keys.counters(table), keys.jobs()]) {
    assert.deepEqual((await bench.store.range({ prefix, limit: 10 })).entries, []);
  }
});

const TABLE_KEYS = ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));

async function provisioned(bench: Bench): Promise<void> {
  await createTable(bench.context(), {
    TableName,
    AttributeDefinitions: TABLE_KEYS,
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    ProvisionedThroughput: UNITS,
  });
}

test('capacity: increases, and four decreases a day, then one an hour', async () => {
  await using bench = await openBench();
  await provisioned(bench);
  const set = (ReadCapacityUnits: number) =>
    updateTable(bench.context(), {
      TableName,
      ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits: 5 },
    });
  await set(50);
  for (const units of [40, 30, 20, 10]) await set(units);
  await assert.rejects(set(9), { name: 'LimitExceededException', message: /^Subscriber limit exceeded: Provisioned/ });
  const { ProvisionedThroughput: now } = await described(bench);
  assert.equal(now?.ReadCapacityUnits, 10);
  assert.equal(now?.NumberOfDecreasesToday, 4);
  bench.clock.advance(3_600_000);
  await set(9);
  bench.clock.advance(24 * 3_600_000);
  assert.equal((await described(bench)).ProvisionedThroughput?.NumberOfDecreasesToday, 0);
});

test('billing goes to demand and back', async () => {
  await using bench = await openBench();
  await provisioned(bench);
  await updateTable(bench.context(), { TableName, BillingMode: 'PAY_PER_REQUEST' });
  const { BillingModeSummary, ProvisionedThroughput } = await described(bench);
  assert.equal(BillingModeSummary?.BillingMode, 'PAY_PER_REQUEST');
  assert.equal(ProvisionedThroughput?.ReadCapacityUnits, 0);
  await assert.rejects(updateTable(bench.context(), { TableName, BillingMode: 'PROVISIONED' }), {
    message:
      'One or more parameter values were invalid: ProvisionedThroughput must be specified when BillingMode is PROVISIONED',
  });
  await updateTable(bench.context(), { TableName, BillingMode: 'PROVISIONED', ProvisionedThroughput: UNITS });
  assert.equal((await described(bench)).ProvisionedThroughput?.ReadCapacityUnits, 5);
});

test('warm throughput follows capacity up and never down, and is that of demand once there was demand', async () => {
  await using bench = await openBench();
  await provisioned(bench);
  const after = async (input: Partial<UpdateTableInput>): Promise<unknown> => {
    await updateTable(bench.context(), { TableName, ...input });
    const { WarmThroughput: warm } = await described(bench);
    return [warm?.ReadUnitsPerSecond, warm?.WriteUnitsPerSecond];
  };
  const units = (reads: number, writes: number): Partial<UpdateTableInput> => ({
    ProvisionedThroughput: { ReadCapacityUnits: reads, WriteCapacityUnits: writes },
  });
  assert.deepEqual(await after(units(50, 6)), [50, 6]);
  assert.deepEqual(await after(units(1, 7)), [50, 7]);
  assert.deepEqual(await after({ WarmThroughput: { ReadUnitsPerSecond: 60 } }), [60, 7]);
  assert.deepEqual(await after(units(70, 7)), [70, 7]);
  assert.deepEqual(await after({ BillingMode: 'PAY_PER_REQUEST' }), [12_000, 4_000]);
  assert.deepEqual(await after({ BillingMode: 'PROVISIONED', ...units(1, 1) }), [12_000, 4_000]);
});

test('maxima: -1 takes one away, and capacity that is provisioned all of them', async () => {
  await using bench = await openBench();
  const OnDemandThroughput = { MaxReadRequestUnits: 10, MaxWriteRequestUnits: 20 };
  await bench.table(TableName, {
    AttributeDefinitions: [...TABLE_KEYS, ...TEAM],
    GlobalSecondaryIndexes: [{ ...BY_TEAM, OnDemandThroughput }],
    OnDemandThroughput,
  });
  const of = async (): Promise<unknown> => {
    const { OnDemandThroughput: maxima, GlobalSecondaryIndexes: [index] = [] } = await described(bench);
    return [maxima, index?.OnDemandThroughput];
  };
  const none = { MaxReadRequestUnits: -1 };
  const Update = { IndexName: 'by-team', OnDemandThroughput: none };
  const nothing = { IndexName: 'by-team', WarmThroughput: {} };
  await assert.rejects(
    updateTable(bench.context(), { TableName, GlobalSecondaryIndexUpdates: [{ Update: nothing }] }),
    {
      message: `${INVALID}WarmThroughput must have at least one of ReadUnitsPerSecond or WriteUnitsPerSecond specified for index: by-team`,
    },
  );
  await updateTable(bench.context(), { TableName, OnDemandThroughput: none });
  await updateTable(bench.context(), { TableName, GlobalSecondaryIndexUpdates: [{ Update }] });
  assert.deepEqual(await of(), [{ MaxWriteRequestUnits: 20 }, { MaxWriteRequestUnits: 20 }]);
  await updateTable(bench.context(), { TableName, OnDemandThroughput: { MaxWriteRequestUnits: -1 } });
  assert.deepEqual(await of(), [undefined, { MaxWriteRequestUnits: 20 }]);
  await updateTable(bench.context(), {
    TableName,
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: UNITS,
    GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'by-team', ProvisionedThroughput: UNITS } }],
  });
  assert.deepEqual(await of(), [undefined, undefined]);
});

test('a definition that no key uses is not kept', async () => {
  await using bench = await openBench();
  await bench.table(TableName);
  const other = { AttributeName: 'other', AttributeType: 'S' as const };
  await updateTable(bench.context(), { ...ADD_TEAM, AttributeDefinitions: [...TEAM, other] });
  const { AttributeDefinitions: kept = [] } = await described(bench);
  assert.deepEqual(
    kept.map(({ AttributeName }) => AttributeName),
    ['pk', 'sk', 'team'],
  );
});

test('settings: protection, class, maxima, warm throughput', async () => {
  await using bench = await openBench();
  await bench.table(TableName);
  await updateTable(bench.context(), { TableName, DeletionProtectionEnabled: true });
  await assert.rejects(deleteTable(bench.context(), { TableName }), { name: 'ValidationException' });
  await updateTable(bench.context(), { TableName, TableClass: 'STANDARD_INFREQUENT_ACCESS' });
  await updateTable(bench.context(), { TableName, OnDemandThroughput: { MaxReadRequestUnits: 10 } });
  await updateTable(bench.context(), { TableName, WarmThroughput: { ReadUnitsPerSecond: 13_000 } });
  const table = await described(bench);
  assert.equal(table.DeletionProtectionEnabled, true);
  assert.equal(table.TableClassSummary?.TableClass, 'STANDARD_INFREQUENT_ACCESS');
  assert.deepEqual(table.OnDemandThroughput, { MaxReadRequestUnits: 10 });
  assert.deepEqual(table.WarmThroughput, { ReadUnitsPerSecond: 13_000, WriteUnitsPerSecond: 4_000, Status: 'ACTIVE' });
});

const INVALID = 'One or more parameter values were invalid: ';
const stream = { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' as const };

/** Recorded from AWS, 2026-10-09. */
const REFUSED: readonly (readonly [string, Partial<UpdateTableInput>, string])[] = [
  ['nothing', {}, 'At least one of ProvisionedThroughput, BillingMode,'],
  [
    'the same capacity',
    { ProvisionedThroughput: UNITS },
    'The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: 5. Requested ReadCapacityUnits: 5.',
  ],
  [
    'capacity on demand',
    { BillingMode: 'PAY_PER_REQUEST', ProvisionedThroughput: UNITS },
    `${INVALID}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
  ],
  [
    'provisioned without capacity',
    { BillingMode: 'PROVISIONED' },
    `${INVALID}ProvisionedThroughput must be specified when BillingMode is PROVISIONED`,
  ],
  [
    'protection beside a stream',
    { DeletionProtectionEnabled: true, StreamSpecification: stream },
    `${INVALID}DeletionProtection modification must be the only operation in the request`,
  ],
  [
    'class beside protection',
    { DeletionProtectionEnabled: true, TableClass: 'STANDARD' },
    `${INVALID}TableClass modification must be the only operation in the request`,
  ],
  [
    'stream beside capacity',
    { StreamSpecification: stream, ProvisionedThroughput: { ...UNITS, ReadCapacityUnits: 6 } },
    `${INVALID}You cannot modify stream status while updating table IOPS`,
  ],
  [
    'index beside a stream',
    { ...ADD_TEAM, StreamSpecification: stream },
    `${INVALID}You cannot create or delete index while changing stream status`,
  ],
  [
    'maxima beside a stream',
    { OnDemandThroughput: { MaxReadRequestUnits: 1 }, StreamSpecification: stream },
    `${INVALID}OnDemandThroughput can only be combined with BillingMode in an UpdateTable request`,
  ],
  [
    'maxima of a provisioned table',
    { OnDemandThroughput: { MaxReadRequestUnits: 1 } },
    `${INVALID}MaxReadRequestUnits for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED`,
  ],
  [
    'no stream to disable',
    { StreamSpecification: { StreamEnabled: false } },
    'Table has no stream to disable: TableName: people',
  ],
  ['default encryption', { SSESpecification: { Enabled: false } }, `${INVALID}Table is already encrypted by default`],
  [
    'an index without capacity',
    ADD_TEAM,
    `${INVALID}Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: by-team`,
  ],
  [
    'an index without definitions',
    { GlobalSecondaryIndexUpdates: [{ Create: { ...BY_TEAM, ProvisionedThroughput: UNITS } }] },
    `${INVALID}AttributeDefinitions is not specified for index: by-team`,
  ],
  [
    'an index of whose keys one is defined by the table alone',
    {
      AttributeDefinitions: TEAM,
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            ...BY_TEAM,
            KeySchema: [...BY_TEAM.KeySchema, { AttributeName: 'pk', KeyType: 'RANGE' }],
            ProvisionedThroughput: UNITS,
          },
        },
      ],
    },
    `${INVALID}Some index key attributes are not defined in AttributeDefinitions. Keys: [team, pk], AttributeDefinitions: [team]`,
  ],
  ['no indexes alone', { GlobalSecondaryIndexUpdates: [] }, 'At least one of ProvisionedThroughput, BillingMode, '],
  [
    'no indexes beside protection',
    { GlobalSecondaryIndexUpdates: [], DeletionProtectionEnabled: true },
    `${INVALID}List of GlobalSecondaryIndexUpdates is empty`,
  ],
  [
    'an update of nothing',
    { GlobalSecondaryIndexUpdates: [{}] },
    `${INVALID}One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null`,
  ],
  [
    'less warm throughput',
    { WarmThroughput: { ReadUnitsPerSecond: 1 } },
    `${INVALID}Requested ReadUnitsPerSecond for WarmThroughput for table is lower than current WarmThroughput, decreasing WarmThroughput is not supported`,
  ],
  [
    'a global table',
    { ReplicaUpdates: [{ Create: { RegionName: 'eu-west-1' } }] },
    'A global table is not supported by Virga.',
  ],
];

test('what UpdateTable refuses', async (t) => {
  await using bench = await openBench();
  await provisioned(bench);
  for (const [what, input, message] of REFUSED) {
    await t.test(what, async () => {
      await assert.rejects(updateTable(bench.context(), { TableName, ...input }), (error: Error) => {
        assert.equal(error.name, 'ValidationException');
        assert.ok(error.message.startsWith(message), error.message);
        return true;
      });
    });
  }
  const two = updateTable(bench.context(), {
    ...ADD_TEAM,
    GlobalSecondaryIndexUpdates: [{ Create: BY_TEAM }, { Create: { ...BY_TEAM, IndexName: 'other' } }],
  });
  await assert.rejects(two, {
    name: 'LimitExceededException',
    message: 'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
  });
  const missing = updateTable(bench.context(), { TableName: 'nowhere', BillingMode: 'PAY_PER_REQUEST' });
  await assert.rejects(missing, {
    name: 'ResourceNotFoundException',
    message: 'Requested resource not found: Table: nowhere not found',
  });
  const unknown = updateTable(bench.context(), {
    TableName,
    GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'none' } }],
  });
  await assert.rejects(unknown, {
    name: 'ResourceNotFoundException',
    message: 'Requested resource not found: Index none for table people',
  });
});
