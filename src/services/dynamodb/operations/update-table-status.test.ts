import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBench } from '../dynamodb.fixture.ts';
import type { UpdateTableInput } from '../model.ts';
import { describeTable } from './describe-table.ts';
import { updateTable } from './update-table.ts';

const TableName = 'people';
const ADD_TEAM: Partial<UpdateTableInput> = {
  AttributeDefinitions: [{ AttributeName: 'team', AttributeType: 'S' }],
  GlobalSecondaryIndexUpdates: [
    {
      Create: {
        IndexName: 'by-team',
        KeySchema: [{ AttributeName: 'team', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    },
  ],
};

const STATUSES: readonly (readonly [string, Partial<UpdateTableInput>, 'ACTIVE' | 'UPDATING'])[] = [
  ['maxima', { OnDemandThroughput: { MaxReadRequestUnits: 5 } }, 'ACTIVE'],
  ['a maximum less', { OnDemandThroughput: { MaxReadRequestUnits: -1 } }, 'ACTIVE'],
  ['warm throughput', { WarmThroughput: { ReadUnitsPerSecond: 13_000 } }, 'ACTIVE'],
  ['protection', { DeletionProtectionEnabled: false }, 'ACTIVE'],
  ['an index', ADD_TEAM, 'UPDATING'],
  [
    'maxima of an index',
    {
      GlobalSecondaryIndexUpdates: [
        { Update: { IndexName: 'by-team', OnDemandThroughput: { MaxReadRequestUnits: 5 } } },
      ],
    },
    'ACTIVE',
  ],
  ['the billing mode as it is', { BillingMode: 'PAY_PER_REQUEST' }, 'UPDATING'],
  ['a stream', { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } }, 'UPDATING'],
  ['the table class', { TableClass: 'STANDARD_INFREQUENT_ACCESS' }, 'UPDATING'],
];

test('an index on demand takes no capacity', async () => {
  await using bench = await openBench();
  await bench.table(TableName);
  await updateTable(bench.context(), { TableName, ...ADD_TEAM });
  await bench.dynamodb.jobs.settled();
  const ProvisionedThroughput = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };
  const update = { GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'by-team', ProvisionedThroughput } }] };
  await assert.rejects(updateTable(bench.context(), { TableName, ...update }), {
    code: 'ValidationException',
    message:
      'One or more parameter values were invalid: The only Updates for index: by-team when TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput',
  });
});

/** Recorded from AWS, 2026-10-08 (ack-api-quirks, DDB-TABLE-059, -060, -135, -178 and -218). */
test('the status that UpdateTable answers', async () => {
  await using bench = await openBench();
  await bench.table(TableName);
  for (const [what, input, status] of STATUSES) {
    const { TableDescription: said } = await updateTable(bench.context(), { TableName, ...input });
    assert.equal(said?.TableStatus, status, what);
    await bench.dynamodb.jobs.settled();
  }
});

test('maxima that are taken away are -1 in the answer, and gone in the table', async () => {
  await using bench = await openBench();
  await bench.table(TableName);
  const change = async (OnDemandThroughput: UpdateTableInput['OnDemandThroughput']): Promise<unknown> =>
    (await updateTable(bench.context(), { TableName, OnDemandThroughput })).TableDescription?.OnDemandThroughput;
  const kept = async (): Promise<unknown> =>
    (await describeTable(bench.context(), { TableName })).Table?.OnDemandThroughput;
  const both = { MaxReadRequestUnits: 1_000, MaxWriteRequestUnits: 500 };
  assert.deepEqual([await change(both), await kept()], [both, both]);
  assert.deepEqual(
    [await change({ MaxReadRequestUnits: -1 }), await kept()],
    [{ ...both, MaxReadRequestUnits: -1 }, { MaxWriteRequestUnits: 500 }],
  );
  const none = { MaxReadRequestUnits: -1, MaxWriteRequestUnits: -1 };
  assert.deepEqual([await change(none), await kept()], [none, undefined]);
});
