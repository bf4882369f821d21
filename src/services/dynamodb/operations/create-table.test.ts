import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBench } from '../dynamodb.fixture.ts';
import type { CreateTableInput } from '../model.ts';
import { createTable } from './create-table.ts';
import { deleteTable } from './delete-table.ts';
import { describeTable } from './describe-table.ts';
import { getItem } from './get-item.ts';
import { listTables } from './list-tables.ts';
import { putItem } from './put-item.ts';

const S = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' as const });
const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' as const });
const ALL = { ProjectionType: 'ALL' as const };

const VALID: CreateTableInput = {
  TableName: 'people',
  AttributeDefinitions: [S('pk'), S('sk')],
  KeySchema: [hash('pk'), range('sk')],
  BillingMode: 'PAY_PER_REQUEST',
};

test('a table takes items once CreateTable has answered, and is gone once DeleteTable has', async () => {
  await using bench = await openBench();
  const made = await createTable(bench.context(), VALID);
  assert.equal(made.TableDescription?.TableStatus, 'CREATING');
  await putItem(bench.context(), { TableName: 'people', Item: { pk: { S: 'a' }, sk: { S: 'b' } } });
  const { Table } = await describeTable(bench.context(), { TableName: 'people' });
  assert.equal(Table?.TableStatus, 'ACTIVE');
  assert.equal(Table?.ItemCount, 1);
  assert.equal(Table?.TableSizeBytes, 6);
  assert.equal(Table?.TableArn, 'arn:aws:dynamodb:us-east-1:000000000000:table/people');
  const deleted = await deleteTable(bench.context(), { TableName: Table?.TableArn ?? '' });
  assert.equal(deleted.TableDescription?.TableStatus, 'DELETING');
  await assert.rejects(describeTable(bench.context(), { TableName: 'people' }), {
    name: 'ResourceNotFoundException',
    message: 'Requested resource not found: Table: people not found',
  });
});

test('definitions and projected attributes are shown by name, indexes as they were given', async () => {
  await using bench = await openBench();
  const projection = { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: ['z', 'a', 'sk'] };
  const { TableDescription: made } = await createTable(bench.context(), {
    ...VALID,
    AttributeDefinitions: ['z', 'a', 'sk', 'B', 'pk'].map(S),
    GlobalSecondaryIndexes: [
      { IndexName: 'two', KeySchema: [hash('z'), range('B')], Projection: projection },
      { IndexName: 'one', KeySchema: [hash('a')], Projection: ALL },
    ],
  });
  assert.deepEqual(
    made?.AttributeDefinitions?.map(({ AttributeName }) => AttributeName),
    ['B', 'a', 'pk', 'sk', 'z'],
  );
  assert.deepEqual(
    made?.GlobalSecondaryIndexes?.map(({ IndexName, Projection }) => [IndexName, Projection?.NonKeyAttributes]),
    [
      ['two', ['a', 'sk', 'z']],
      ['one', undefined],
    ],
  );
});

test('a table that is made again shows nothing of the first', async () => {
  await using bench = await openBench();
  const key = { pk: { S: 'a' }, sk: { S: 'b' } };
  await createTable(bench.context(), VALID);
  await putItem(bench.context(), { TableName: 'people', Item: key });
  await deleteTable(bench.context(), { TableName: 'people' });
  await createTable(bench.context(), VALID);
  assert.deepEqual(await getItem(bench.context(), { TableName: 'people', Key: key }), {});
});

test('names are listed in order, in pages', async () => {
  await using bench = await openBench();
  for (const name of ['beta', 'alpha', 'gamma']) await createTable(bench.context(), { ...VALID, TableName: name });
  const first = await listTables(bench.context(), { Limit: 2 });
  assert.deepEqual(first, { TableNames: ['alpha', 'beta'], LastEvaluatedTableName: 'beta' });
  assert.deepEqual(await listTables(bench.context(), { ExclusiveStartTableName: 'beta' }), { TableNames: ['gamma'] });
});

test('a table of that name exists already', async () => {
  await using bench = await openBench();
  await createTable(bench.context(), VALID);
  const error = { name: 'ResourceInUseException', message: 'Table already exists: people' };
  await assert.rejects(createTable(bench.context(), VALID), error);
});

test('a protected table is not deleted', async () => {
  await using bench = await openBench();
  await createTable(bench.context(), { ...VALID, DeletionProtectionEnabled: true });
  await assert.rejects(deleteTable(bench.context(), { TableName: 'people' }), /currently protected against deletion/);
});

const INITIAL =
  'initial throughput for OnDemand. See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html#on-demand-capacity-mode-initial';

/** AWS's words, as dynalite and moto have recorded them (2026-11-27). */
const REFUSED: readonly (readonly [string, Partial<CreateTableInput>, string])[] = [
  [
    'short name',
    { TableName: 'ab' },
    "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
  ],
  [
    'name with a semicolon',
    { TableName: 'abc;' },
    "1 validation error detected: Value 'abc;' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
  ],
  [
    'provisioned without capacity',
    { BillingMode: 'PROVISIONED' },
    'One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
  ],
  [
    'on demand with capacity',
    { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
    'One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
  ],
  [
    'too much capacity',
    { BillingMode: 'PROVISIONED', ProvisionedThroughput: { ReadCapacityUnits: 1000000000001, WriteCapacityUnits: 1 } },
    'Given value 1000000000001 for ReadCapacityUnits is out of bounds',
  ],
  [
    'fewer definitions than keys',
    { AttributeDefinitions: [S('pk')] },
    'Invalid KeySchema: Some index key attribute have no definition',
  ],
  [
    'a list of definitions without any',
    { AttributeDefinitions: [] },
    'Invalid KeySchema: Some index key attribute have no definition',
  ],
  [
    'no definitions',
    { AttributeDefinitions: undefined },
    "1 validation error detected: Value null at 'attributeDefinitions' failed to satisfy constraint: Member must not be null",
  ],
  [
    'no maximum of an index',
    {
      GlobalSecondaryIndexes: [
        { IndexName: 'one', KeySchema: [hash('sk')], Projection: ALL, OnDemandThroughput: { MaxReadRequestUnits: -1 } },
      ],
    },
    'One or more parameter values were invalid: Requested MaxReadRequestUnits for OnDemandThroughput for index : one is outside of valid range',
  ],
  [
    'maxima of a provisioned table',
    {
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      OnDemandThroughput: { MaxReadRequestUnits: 1 },
    },
    'One or more parameter values were invalid: MaxReadRequestUnits for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED.',
  ],
  [
    'a key without definition',
    { AttributeDefinitions: [S('b')], KeySchema: [hash('a')] },
    'One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [a], AttributeDefinitions: [b]',
  ],
  [
    'one attribute twice',
    { KeySchema: [hash('pk'), range('pk')] },
    'Both the Hash Key and the Range Key element in the KeySchema have the same name',
  ],
  [
    'range key first',
    { KeySchema: [range('pk'), hash('sk')] },
    'Invalid KeySchema: The first KeySchemaElement is not a HASH key type',
  ],
  [
    'two hash keys',
    { KeySchema: [hash('pk'), hash('sk')] },
    'Invalid KeySchema: The second KeySchemaElement is not a RANGE key type',
  ],
  [
    'unused definition',
    { KeySchema: [hash('pk')] },
    'One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
  ],
  [
    'unused definition beside an index',
    {
      AttributeDefinitions: [S('pk'), S('sk'), S('x')],
      GlobalSecondaryIndexes: [{ IndexName: 'one', KeySchema: [hash('sk')], Projection: ALL }],
    },
    'One or more parameter values were invalid: Some AttributeDefinitions are not used. AttributeDefinitions: [pk, sk, x], keys used: [pk, sk]',
  ],
  [
    'no local indexes',
    { LocalSecondaryIndexes: [] },
    'One or more parameter values were invalid: List of LocalSecondaryIndexes is empty',
  ],
  [
    'no global indexes',
    { GlobalSecondaryIndexes: [] },
    'One or more parameter values were invalid: List of GlobalSecondaryIndexes is empty',
  ],
  [
    'local index of a table without range key',
    {
      AttributeDefinitions: [S('pk')],
      KeySchema: [hash('pk')],
      LocalSecondaryIndexes: [{ IndexName: 'one', KeySchema: [hash('pk')], Projection: ALL }],
    },
    'One or more parameter values were invalid: Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
  ],
  [
    'local index without range key',
    { LocalSecondaryIndexes: [{ IndexName: 'one', KeySchema: [hash('pk')], Projection: ALL }] },
    'One or more parameter values were invalid: Index KeySchema does not have a range key for index: one',
  ],
  [
    'local index of another hash key',
    { LocalSecondaryIndexes: [{ IndexName: 'one', KeySchema: [hash('sk'), range('pk')], Projection: ALL }] },
    'One or more parameter values were invalid: Index KeySchema does not have the same leading hash key as table KeySchema for index: one. index hash key: sk, table hash key: pk',
  ],
  [
    'projection of no type',
    { LocalSecondaryIndexes: [{ IndexName: 'one', KeySchema: [hash('pk'), range('sk')], Projection: {} }] },
    'One or more parameter values were invalid: Unknown ProjectionType: null',
  ],
  [
    'attributes beside ALL',
    {
      LocalSecondaryIndexes: [
        { IndexName: 'one', KeySchema: [hash('pk'), range('sk')], Projection: { ...ALL, NonKeyAttributes: ['x'] } },
      ],
    },
    'One or more parameter values were invalid: ProjectionType is ALL, but NonKeyAttributes is specified',
  ],
  [
    'one index name twice',
    {
      GlobalSecondaryIndexes: [
        { IndexName: 'one', KeySchema: [hash('sk')], Projection: ALL },
        { IndexName: 'one', KeySchema: [hash('pk')], Projection: ALL },
      ],
    },
    'One or more parameter values were invalid: Duplicate index name: one',
  ],
  [
    'capacity of an index of a table on demand',
    {
      GlobalSecondaryIndexes: [
        {
          IndexName: 'one',
          KeySchema: [hash('sk')],
          Projection: ALL,
          ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
        },
      ],
    },
    'One or more parameter values were invalid: ProvisionedThroughput should not be specified for index: one when BillingMode is PAY_PER_REQUEST',
  ],
  [
    '21 global indexes',
    {
      GlobalSecondaryIndexes: Array.from({ length: 21 }, (_, at) => ({
        IndexName: `index-${at}`,
        KeySchema: [hash('sk')],
        Projection: ALL,
      })),
    },
    'One or more parameter values were invalid: GlobalSecondaryIndex count exceeds the per-table limit of 20',
  ],
  [
    '6 local indexes',
    {
      LocalSecondaryIndexes: Array.from({ length: 6 }, (_, at) => ({
        IndexName: `index-${at}`,
        KeySchema: [hash('pk'), range('sk')],
        Projection: ALL,
      })),
    },
    'One or more parameter values were invalid: Number of LocalSecondaryIndexes exceeds per-table limit of 5',
  ],
  [
    'a stream that does not say what it holds',
    { StreamSpecification: { StreamEnabled: true } },
    'One or more parameter values were invalid: Table is being created with a stream enabled, UpdateViewType is required',
  ],
  [
    'less warm throughput than on demand',
    { WarmThroughput: { ReadUnitsPerSecond: 1 } },
    `One or more parameter values were invalid: Requested ReadUnitsPerSecond for WarmThroughput for table is lower than ${INITIAL}`,
  ],
  [
    'less warm throughput than provisioned',
    {
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 10 },
      WarmThroughput: { WriteUnitsPerSecond: 5 },
    },
    'One or more parameter values were invalid: Requested WriteUnitsPerSecond for WarmThroughput for table is lower than WriteCapacityUnits of ProvisionedThroughput',
  ],
  [
    'less warm throughput of an index',
    {
      GlobalSecondaryIndexes: [
        { IndexName: 'one', KeySchema: [hash('sk')], Projection: ALL, WarmThroughput: { ReadUnitsPerSecond: 1 } },
      ],
    },
    `One or more parameter values were invalid: Requested ReadUnitsPerSecond for WarmThroughput for index one is lower than ${INITIAL}`,
  ],
  [
    'a key of KMS',
    { SSESpecification: { Enabled: true } },
    'SSESpecification with a KMS key is not supported by Virga.',
  ],
];

test('what CreateTable refuses', async (t) => {
  await using bench = await openBench();
  for (const [what, input, message] of REFUSED) {
    await t.test(what, async () => {
      const refused = createTable(bench.context(), { ...VALID, ...input });
      await assert.rejects(refused, { name: 'ValidationException', message });
    });
  }
});
