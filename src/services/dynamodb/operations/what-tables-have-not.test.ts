/** Contributor Insights, Kinesis and global tables: what AWS answers for tables without them, and what is refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBench } from '../dynamodb.fixture.ts';
import { createGlobalTable } from './create-global-table.ts';
import { describeContributorInsights } from './describe-contributor-insights.ts';
import { describeGlobalTable } from './describe-global-table.ts';
import { describeGlobalTableSettings } from './describe-global-table-settings.ts';
import { describeKinesisStreamingDestination } from './describe-kinesis-streaming-destination.ts';
import { disableKinesisStreamingDestination } from './disable-kinesis-streaming-destination.ts';
import { enableKinesisStreamingDestination } from './enable-kinesis-streaming-destination.ts';
import { listContributorInsights } from './list-contributor-insights.ts';
import { listGlobalTables } from './list-global-tables.ts';
import { updateContributorInsights } from './update-contributor-insights.ts';
import { updateGlobalTable } from './update-global-table.ts';
import { updateGlobalTableSettings } from './update-global-table-settings.ts';
import { updateKinesisStreamingDestination } from './update-kinesis-streaming-destination.ts';

const TableName = 'table';
const StreamArn = 'arn:aws:kinesis:us-east-1:000000000000:stream/stream';
const GLOBAL =
  'One or more parameter values were invalid: DynamoDB global tables version 2017.11.29 is not supported. We recommend using DynamoDB global tables version 2019.11.21, instead of version 2017.11.29 (Legacy).';
const KINESIS = 'Table is not in a valid state to enable Kinesis Streaming Destination:';

test('a table without them', async () => {
  await using bench = await openBench();
  await bench.table(TableName);
  const ctx = bench.context();
  const off = { TableName, ContributorInsightsStatus: 'DISABLED' };
  assert.deepEqual(await describeContributorInsights(ctx, { TableName }), off);
  assert.deepEqual(await updateContributorInsights(ctx, { TableName, ContributorInsightsAction: 'DISABLE' }), off);
  assert.deepEqual(await listContributorInsights(ctx, { TableName }), { ContributorInsightsSummaries: [] });
  const destinations = { TableName, KinesisDataStreamDestinations: [] };
  assert.deepEqual(await describeKinesisStreamingDestination(ctx, { TableName }), destinations);
  assert.deepEqual(await listGlobalTables(), { GlobalTables: [] });
});

test('what is refused', async () => {
  await using bench = await openBench();
  await bench.table(TableName);
  const ctx = bench.context();
  const refused = (call: Promise<unknown>, message: string): Promise<void> =>
    assert.rejects(call, { code: 'ValidationException', message });
  await refused(
    updateContributorInsights(ctx, { TableName, ContributorInsightsAction: 'ENABLE' }),
    'Contributor Insights is not supported by Virga.',
  );
  await refused(
    enableKinesisStreamingDestination(ctx, { TableName, StreamArn }),
    'A Kinesis stream as the destination of changes is not supported by Virga.',
  );
  await refused(
    disableKinesisStreamingDestination(ctx, { TableName, StreamArn }),
    `${KINESIS} KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.`,
  );
  await refused(
    updateKinesisStreamingDestination(ctx, { TableName, StreamArn }),
    `${KINESIS} Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE state. TableName: table, kdsArn: ${StreamArn}`,
  );
  await refused(createGlobalTable(), GLOBAL);
  await refused(updateGlobalTable(), GLOBAL);
});

test('what is not there', async () => {
  await using bench = await openBench();
  const ctx = bench.context();
  const noTable = {
    name: 'ResourceNotFoundException',
    message: 'Requested resource not found: Table: table not found',
  };
  await assert.rejects(describeContributorInsights(ctx, { TableName }), noTable);
  await assert.rejects(listContributorInsights(ctx, { TableName }), noTable);
  await assert.rejects(describeKinesisStreamingDestination(ctx, { TableName }), noTable);
  await bench.table(TableName);
  await assert.rejects(describeContributorInsights(ctx, { TableName, IndexName: 'ghost' }), {
    name: 'ResourceNotFoundException',
    message: 'Requested resource not found: Index: ghost not found for table: table',
  });
  const GlobalTableName = 'table';
  const noGlobal = { name: 'GlobalTableNotFoundException', message: "Global table with name: 'table' does not exist." };
  await assert.rejects(describeGlobalTable(ctx, { GlobalTableName }), noGlobal);
  await assert.rejects(describeGlobalTableSettings(ctx, { GlobalTableName }), noGlobal);
  await assert.rejects(updateGlobalTableSettings(ctx, { GlobalTableName }), noGlobal);
});
