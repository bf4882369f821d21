import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { BlobsUnavailableError } from '../../../blob/blobs.ts';
import { StoreUnavailableError } from '../../../storage/store.ts';
import { WireError } from '../../../wire/error.ts';
import { ACCOUNT, type Bench, openBench, REGION, reopened, START_MS } from '../dynamodb.fixture.ts';
import type { ExportDescription, ExportTableToPointInTimeInput } from '../model.ts';
import { deleteItem } from '../operations/delete-item.ts';
import { deleteTable } from '../operations/delete-table.ts';
import { describeExport } from '../operations/describe-export.ts';
import { exportTableToPointInTime } from '../operations/export-table-to-point-in-time.ts';
import { listExports } from '../operations/list-exports.ts';
import { putItem } from '../operations/put-item.ts';
import { updateContinuousBackups } from '../operations/update-continuous-backups.ts';

const ARN = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/orders`;

async function ordersIn(bench: Bench): Promise<void> {
  await bench.table('orders');
  await updateContinuousBackups(bench.context(), {
    TableName: 'orders',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
}

async function put(bench: Bench, sk: string, text: string): Promise<void> {
  await putItem(bench.context(), {
    TableName: 'orders',
    Item: { pk: { S: 'a' }, sk: { S: sk }, text: { S: text }, raw: { B: Buffer.from(text) } },
  });
}

type Asked = Partial<ExportTableToPointInTimeInput>;

async function begin(bench: Bench, asked: Asked = {}, context = bench.context()): Promise<ExportDescription> {
  const input = { TableArn: ARN, S3Bucket: 'bench', ...asked };
  return (await exportTableToPointInTime(context, input)).ExportDescription ?? {};
}

async function ended(bench: Bench, { ExportArn = '' }: ExportDescription): Promise<ExportDescription> {
  await bench.dynamodb.background.transfers.run();
  await bench.dynamodb.background.transfers.run();
  return (await describeExport(bench.context(), { ExportArn })).ExportDescription ?? {};
}

function linesOf(bench: Bench, folder: string): readonly string[] {
  const files = bench.objects.keys.filter((key) => key.startsWith(`${folder}/data/`));
  return files.flatMap((key) => gunzipSync(bench.objects.bytes(key)).toString().trim().split('\n')).toSorted();
}

const textOf = (bench: Bench, key: string): string => Buffer.from(bench.objects.bytes(key)).toString();

test('an export holds the table as it was at the moment, with manifests that name its files', async () => {
  await using bench = await openBench();
  await ordersIn(bench);
  await put(bench, '1', 'one');
  await put(bench, '2', 'two');
  bench.clock.advance(1_000);
  const atMs = bench.clock.nowMs();
  bench.clock.advance(1_000);
  await put(bench, '2', 'changed');
  await put(bench, '3', 'new');
  await deleteItem(bench.context(), { TableName: 'orders', Key: { pk: { S: 'a' }, sk: { S: '1' } } });
  const begun = await begin(bench, { ExportTime: atMs, S3Prefix: 'backups' });
  assert.equal(begun.ExportStatus, 'IN_PROGRESS');
  const done = await ended(bench, begun);
  assert.deepEqual(
    [done.ExportStatus, done.ItemCount, done.ExportTime, done.ExportFormat, done.ExportType],
    ['COMPLETED', 2, atMs, 'DYNAMODB_JSON', 'FULL_EXPORT'],
  );
  const folder = `backups/AWSDynamoDB/${done.ExportArn?.split('/').at(-1)}`;
  assert.equal(done.ExportManifest, `${folder}/manifest-summary.json`);
  assert.deepEqual(linesOf(bench, folder), [
    '{"Item":{"pk":{"S":"a"},"sk":{"S":"1"},"text":{"S":"one"},"raw":{"B":"b25l"}}}',
    '{"Item":{"pk":{"S":"a"},"sk":{"S":"2"},"text":{"S":"two"},"raw":{"B":"dHdv"}}}',
  ]);
  const summary = JSON.parse(textOf(bench, `${folder}/manifest-summary.json`));
  assert.deepEqual([summary.itemCount, summary.exportArn, summary.s3Prefix], [2, done.ExportArn, 'backups']);
  const file = JSON.parse(textOf(bench, summary.manifestFilesS3Key));
  assert.equal(file.itemCount, 2);
  assert.equal(file.md5Checksum, md5(bench.objects.bytes(file.dataFileS3Key)));
  for (const name of ['summary', 'files']) {
    const bytes = bench.objects.bytes(`${folder}/manifest-${name}.json`);
    assert.equal(textOf(bench, `${folder}/manifest-${name}.md5`), md5(bytes));
  }
  // Nothing of it keeps the table.
  await deleteTable(bench.context(), { TableName: 'orders' });
});

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('base64');
}

test('an export of an empty table has one empty file', async () => {
  await using bench = await openBench();
  await ordersIn(bench);
  const empty = await ended(bench, await begin(bench));
  assert.deepEqual([empty.ExportStatus, empty.ItemCount], ['COMPLETED', 0]);
  assert.equal(bench.objects.keys.filter((key) => key.includes('/data/')).length, 1);
});

test('an export that a restart interrupted goes on', async () => {
  await using bench = await openBench();
  await ordersIn(bench);
  await put(bench, '1', 'one');
  const stopped = new Promise<void>((resolve) => {
    bench.objects.onPut = () => resolve(bench.dynamodb.close());
  });
  const begun = await begin(bench);
  await stopped;
  assert.deepEqual(
    bench.objects.keys.map((key) => key.split('/').at(-1)),
    ['_started'],
  );
  bench.objects.onPut = () => undefined;
  await using again = reopened(bench);
  const done = await ended(again, begun);
  assert.deepEqual([done.ExportStatus, done.ItemCount], ['COMPLETED', 1]);
  assert.equal(linesOf(bench, `AWSDynamoDB/${done.ExportArn?.split('/').at(-1)}`).length, 1);
});

const PASSING = [
  new StoreUnavailableError('The disk is full'),
  new BlobsUnavailableError('ENOSPC', undefined),
  new WireError('SlowDown', 503, 'Please reduce your request rate.'),
];

for (const error of PASSING) {
  test(`an export that meets a ${error.name} is tried again`, async () => {
    await using bench = await openBench();
    await ordersIn(bench);
    await put(bench, '1', 'one');
    bench.clock.advance(1_000);
    bench.objects.onPut = (key) => {
      if (key.includes('/data/')) throw error;
    };
    const begun = await begin(bench);
    assert.equal((await ended(bench, begun)).ExportStatus, 'IN_PROGRESS');
    bench.objects.onPut = () => undefined;
    const done = await ended(bench, begun);
    assert.deepEqual([done.ExportStatus, done.ItemCount], ['COMPLETED', 1]);
  });
}

const REFUSED: readonly (readonly [string, Asked, string])[] = [
  ['another moment', { ExportTime: START_MS - 1 }, 'InvalidExportTimeException'],
  ['the future', { ExportTime: START_MS + 1_000_000 }, 'InvalidExportTimeException'],
  ['Ion', { ExportFormat: 'ION' }, 'ValidationException'],
  ['an incremental export', { ExportType: 'INCREMENTAL_EXPORT' }, 'ValidationException'],
  ['keys of KMS', { S3SseAlgorithm: 'KMS' }, 'ValidationException'],
  ['a table that is not there', { TableArn: `${ARN}x` }, 'TableNotFoundException'],
];

test('what an export cannot be is refused', async () => {
  await using bench = await openBench();
  await bench.table('orders');
  await assert.rejects(begin(bench), {
    shape: 'PointInTimeRecoveryUnavailableException',
    message: `Point in time recovery is not enabled for table 'orders'`,
  });
  await updateContinuousBackups(bench.context(), {
    TableName: 'orders',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  for (const [what, asked, code] of REFUSED) {
    const error = await begin(bench, asked).catch((thrown: unknown) => thrown);
    const found = error instanceof WireError ? error.code : (error as { shape?: string }).shape;
    assert.equal(found, code, what);
  }
  // Seen on AWS by moto 5.2.5, test_export_from_missing_table.
  await assert.rejects(begin(bench, { TableArn: `${ARN}x` }), { message: `Table not found: ${ARN}x` });
  const ExportArn = `${ARN}/export/01795800600000-0a1b2c3d`;
  await assert.rejects(describeExport(bench.context(), { ExportArn }), { shape: 'ExportNotFoundException' });
  assert.deepEqual(await listExports(bench.context(), {}), { ExportSummaries: [] });
});

test('what the caller may not write, and a bucket that is not there, are exports that failed', async () => {
  await using bench = await openBench();
  await ordersIn(bench);
  const authorize = ({ action }: { readonly action: string }): Promise<void> =>
    Promise.reject(new WireError('AccessDeniedException', 403, `not allowed: ${action}`));
  const denied = await ended(bench, await begin(bench, {}, bench.context({ authorize })));
  assert.deepEqual(
    [denied.ExportStatus, denied.FailureCode, denied.FailureMessage],
    ['FAILED', 'S3AccessDenied', 'not allowed: s3:PutObject'],
  );
  const noData = ({ resource }: { readonly resource: string }): Promise<void> =>
    resource.includes('/data/')
      ? Promise.reject(new WireError('AccessDeniedException', 403, 'not allowed: data'))
      : Promise.resolve();
  const partly = await ended(bench, await begin(bench, {}, bench.context({ authorize: noData })));
  assert.deepEqual([partly.ExportStatus, partly.FailureCode], ['FAILED', 'S3AccessDenied']);
  const missing = await ended(bench, await begin(bench, { S3Bucket: 'none' }));
  assert.deepEqual([missing.ExportStatus, missing.FailureCode], ['FAILED', 'S3NoSuchBucket']);
  const foreign = await ended(bench, await begin(bench, { S3BucketOwner: '111111111111' }));
  assert.deepEqual([foreign.ExportStatus, foreign.FailureCode], ['FAILED', 'S3AccessDenied']);
  assert.deepEqual(bench.objects.keys, []);
});

test('a token gives the same export again, and pages list all of them', async () => {
  await using bench = await openBench();
  await ordersIn(bench);
  const first = await begin(bench, { ClientToken: 'one' });
  assert.equal((await begin(bench, { ClientToken: 'one' })).ExportArn, first.ExportArn);
  await assert.rejects(begin(bench, { ClientToken: 'one', S3Prefix: 'other' }), { shape: 'ExportConflictException' });
  // Access is asked for on the ARN.
  const ofAnother = (first.ExportArn ?? '').replace('/export/', '-other/export/');
  await assert.rejects(describeExport(bench.context(), { ExportArn: ofAnother }), { shape: 'ExportNotFoundException' });
  bench.clock.advance(1_000);
  const second = await begin(bench, { ClientToken: 'two' });
  const page = await listExports(bench.context(), { TableArn: ARN, MaxResults: 1 });
  assert.deepEqual(
    page.ExportSummaries?.map(({ ExportArn }) => ExportArn),
    [first.ExportArn],
  );
  const rest = await listExports(bench.context(), { TableArn: ARN, MaxResults: 1, NextToken: page.NextToken });
  assert.deepEqual(
    [rest.ExportSummaries?.map(({ ExportArn }) => ExportArn), rest.NextToken],
    [[second.ExportArn], undefined],
  );
});
