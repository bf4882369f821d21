import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bench, damage, openBench, START_MS } from '../dynamodb.fixture.ts';
import { createBackup } from '../operations/create-backup.ts';
import { deleteBackup } from '../operations/delete-backup.ts';
import { deleteItem } from '../operations/delete-item.ts';
import { deleteTable } from '../operations/delete-table.ts';
import { describeBackup } from '../operations/describe-backup.ts';
import { describeContinuousBackups } from '../operations/describe-continuous-backups.ts';
import { describeTable } from '../operations/describe-table.ts';
import { listBackups } from '../operations/list-backups.ts';
import { putItem } from '../operations/put-item.ts';
import { query } from '../operations/query.ts';
import { restoreTableFromBackup } from '../operations/restore-table-from-backup.ts';
import { restoreTableToPointInTime } from '../operations/restore-table-to-point-in-time.ts';
import { transactWriteItems } from '../operations/transact-write-items.ts';
import { updateContinuousBackups } from '../operations/update-continuous-backups.ts';
import { updateTable } from '../operations/update-table.ts';
import { keys } from '../store.ts';

const UNITS = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };
const INDEX = {
  IndexName: 'index',
  KeySchema: [{ AttributeName: 'sk', KeyType: 'HASH' }],
  Projection: { ProjectionType: 'ALL' },
} as const;

async function put(bench: Bench, TableName: string, sk: string, n: number): Promise<void> {
  await putItem(bench.context(), { TableName, Item: { pk: { S: 'a' }, sk: { S: sk }, n: { N: String(n) } } });
}

/** Sort keys with their numbers. */
async function itemsOf(bench: Bench, TableName: string): Promise<Record<string, string | undefined>> {
  const input = { KeyConditionExpression: 'pk = :a', ExpressionAttributeValues: { ':a': { S: 'a' } } };
  const { Items = [] } = await query(bench.context(), { TableName, ...input });
  return Object.fromEntries(Items.map(({ sk, n }) => [sk?.S ?? '', n?.N]));
}

async function backup(bench: Bench, TableName: string, BackupName = 'backup'): Promise<string> {
  const { BackupDetails } = await createBackup(bench.context(), { TableName, BackupName });
  assert.equal(BackupDetails?.BackupStatus, 'CREATING');
  return BackupDetails.BackupArn;
}

async function recovery(bench: Bench, TableName: string, on = true, days?: number): Promise<void> {
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: on, RecoveryPeriodInDays: days };
  await updateContinuousBackups(bench.context(), { TableName, PointInTimeRecoverySpecification });
}

/** Until nothing is left to copy. */
async function settle(bench: Bench): Promise<void> {
  for (let round = 0; round < 2; round++) await bench.dynamodb.background.copier.run();
}

async function rowsBelow(bench: Bench, kind: string): Promise<number> {
  const prefix = ['regional', '000000000000', 'us-east-1', 'dynamodb', kind];
  return (await bench.store.range({ prefix, limit: 1_000 })).entries.length;
}

test('a backup holds the table as it was, also when that is changed and deleted', async () => {
  await using bench = await openBench();
  await bench.table('table', { GlobalSecondaryIndexes: [INDEX], Tags: [{ Key: 'a', Value: '' }] });
  for (const sk of ['1', '2', '3']) await put(bench, 'table', sk, 1);
  const BackupArn = await backup(bench, 'table');
  const { BackupDescription: described } = await describeBackup(bench.context(), { BackupArn });
  assert.equal(described?.BackupDetails?.BackupStatus, 'AVAILABLE');
  assert.equal(described?.SourceTableDetails?.ItemCount, 3);
  assert.deepEqual(
    described?.SourceTableFeatureDetails?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName),
    ['index'],
  );
  await put(bench, 'table', '1', 2);
  await deleteTable(bench.context(), { TableName: 'table' });
  await bench.dynamodb.jobs.settled();
  const { TableDescription } = await restoreTableFromBackup(bench.context(), {
    BackupArn,
    TargetTableName: 'restored',
  });
  assert.equal(TableDescription?.TableStatus, 'CREATING');
  assert.equal(TableDescription?.RestoreSummary?.SourceBackupArn, BackupArn);
  await settle(bench);
  assert.deepEqual(await itemsOf(bench, 'restored'), { 1: '1', 2: '1', 3: '1' });
  const { Table } = await describeTable(bench.context(), { TableName: 'restored' });
  assert.equal(Table?.TableStatus, 'ACTIVE');
  assert.equal(Table.RestoreSummary, undefined);
  assert.equal(Table.ItemCount, 3);
  assert.equal(Table.GlobalSecondaryIndexes?.[0]?.ItemCount, 3);
  const found = await query(bench.context(), {
    TableName: 'restored',
    IndexName: 'index',
    KeyConditionExpression: 'sk = :s',
    ExpressionAttributeValues: { ':s': { S: '2' } },
  });
  assert.equal(found.Count, 1);
});

test('a backup holds all but the item that the disk has damaged', async () => {
  await using bench = await openBench();
  await bench.table('table');
  for (const sk of ['1', '2', '3']) await put(bench, 'table', sk, 1);
  const { Table } = await describeTable(bench.context(), { TableName: 'table' });
  const { accountId, region } = bench.context();
  const prefix = keys.items({ accountId, region, id: Table?.TableId ?? '' });
  damage(bench, (await bench.store.range({ prefix, limit: 3 })).entries[1]?.key);
  const BackupArn = await backup(bench, 'table');
  await restoreTableFromBackup(bench.context(), { BackupArn, TargetTableName: 'restored' });
  await settle(bench);
  assert.deepEqual(await itemsOf(bench, 'restored'), { 1: '1', 3: '1' });
  assert.match(bench.logged.join(''), /left out of a copy or an index.*is damaged/);
});

test('a copy of a table that is written to is that of one moment', async () => {
  await using bench = await openBench();
  await bench.table('table');
  const names = Array.from({ length: 400 }, (_, at) => String(at).padStart(4, '0'));
  for (const sk of names) await put(bench, 'table', sk, 0);
  let writing = true;
  let round = 0;
  // Each transaction moves one from an item to another, so that the sum is zero at every moment.
  const move = async (): Promise<void> => {
    while (writing) {
      const [one, other] = [names[(round * 7) % 400] ?? '', names[(round * 13 + 1) % 400] ?? ''];
      round++;
      if (one === other) continue;
      const add = (sk: string, by: string): object => ({
        Update: {
          TableName: 'table',
          Key: { pk: { S: 'a' }, sk: { S: sk } },
          UpdateExpression: 'ADD n :by',
          ExpressionAttributeValues: { ':by': { N: by } },
        },
      });
      await transactWriteItems(bench.context(), { TransactItems: [add(one, '1'), add(other, '-1')] });
    }
  };
  const writers = [move(), move(), move()];
  try {
    for (let copy = 0; copy < 3; copy++) {
      const BackupArn = await backup(bench, 'table', `copy-${copy}`);
      await settle(bench);
      await restoreTableFromBackup(bench.context(), { BackupArn, TargetTableName: `copy-${copy}` });
      await settle(bench);
    }
  } finally {
    writing = false;
    await Promise.all(writers);
  }
  assert.ok(round > 30, `${round} transactions`);
  for (let copy = 0; copy < 3; copy++) {
    const numbers = Object.values(await itemsOf(bench, `copy-${copy}`)).map(Number);
    assert.equal(numbers.length, 400);
    assert.equal(
      numbers.reduce((sum, n) => sum + n, 0),
      0,
    );
  }
  assert.ok(Object.values(await itemsOf(bench, 'copy-2')).some((n) => n !== '0'));
  await bench.dynamodb.background.pruner.run();
  assert.equal(await rowsBelow(bench, 'change-log'), 0, 'no log is kept when the copies are there');
});

test('a table is brought back to a moment', async () => {
  await using bench = await openBench();
  await bench.table('table');
  await put(bench, 'table', 'stays', 1);
  await put(bench, 'table', 'goes', 1);
  await recovery(bench, 'table');
  bench.clock.advance(60_000);
  await put(bench, 'table', 'stays', 2);
  await put(bench, 'table', 'comes', 1);
  bench.clock.advance(60_000);
  await deleteItem(bench.context(), { TableName: 'table', Key: { pk: { S: 'a' }, sk: { S: 'goes' } } });
  await put(bench, 'table', 'stays', 3);
  bench.clock.advance(60_000);
  const moments: readonly [atMs: number | undefined, items: Record<string, string>][] = [
    [START_MS, { goes: '1', stays: '1' }],
    [START_MS + 59_999, { goes: '1', stays: '1' }],
    [START_MS + 60_000, { comes: '1', goes: '1', stays: '2' }],
    [START_MS + 119_999, { comes: '1', goes: '1', stays: '2' }],
    [START_MS + 120_000, { comes: '1', stays: '3' }],
    [undefined, { comes: '1', stays: '3' }],
  ];
  for (const [at, [RestoreDateTime, items]] of moments.entries()) {
    const latest = RestoreDateTime === undefined;
    const moment = latest ? { UseLatestRestorableTime: true } : { RestoreDateTime };
    const TargetTableName = `restored-${at}`;
    await restoreTableToPointInTime(bench.context(), { SourceTableName: 'table', TargetTableName, ...moment });
    await settle(bench);
    assert.deepEqual(await itemsOf(bench, TargetTableName), items, String(at));
  }
});

test('a copy goes on where it was after a restart', async () => {
  await using bench = await openBench();
  await bench.table('table');
  for (let sk = 0; sk < 450; sk++) await put(bench, 'table', String(sk), 1);
  await recovery(bench, 'table');
  bench.clock.advance(1_000);
  await put(bench, 'table', '0', 2);
  await restoreTableToPointInTime(bench.context(), {
    SourceTableName: 'table',
    TargetTableName: 'restored',
    RestoreDateTime: START_MS,
  });
  await bench.dynamodb.close();
  await bench.store.close();
  await using again = await openBench(bench.folder);
  await settle(again);
  const items = await itemsOf(again, 'restored');
  assert.equal(Object.keys(items).length, 450);
  assert.equal(items['0'], '1');
});

test('until it is restored a table is neither read nor written nor changed', async () => {
  await using bench = await openBench();
  await bench.table('table');
  const BackupArn = await backup(bench, 'table');
  await bench.dynamodb.background.copier.close();
  await restoreTableFromBackup(bench.context(), { BackupArn, TargetTableName: 'restored' });
  const described = await describeTable(bench.context(), { TableName: 'restored' });
  assert.equal(described.Table?.TableStatus, 'CREATING');
  assert.equal(described.Table.RestoreSummary?.RestoreInProgress, true);
  await assert.rejects(put(bench, 'restored', '1', 1), { name: 'ResourceNotFoundException' });
  await assert.rejects(updateTable(bench.context(), { TableName: 'restored', DeletionProtectionEnabled: true }), {
    name: 'ResourceNotFoundException',
  });
  await assert.rejects(describeContinuousBackups(bench.context(), { TableName: 'restored' }), {
    name: 'TableNotFoundException',
    message: 'Table not found: restored',
  });
  await assert.rejects(deleteTable(bench.context(), { TableName: 'restored' }), { name: 'ResourceInUseException' });
  await assert.rejects(bench.table('restored'), { name: 'ResourceInUseException' });
  const again = restoreTableFromBackup(bench.context(), { BackupArn, TargetTableName: 'other' });
  await assert.rejects(again, { name: 'BackupInUseException' });
  await assert.rejects(deleteBackup(bench.context(), { BackupArn }), { name: 'BackupInUseException' });
});

test('a backup is found by the ARN of its own table alone: access is asked for on the ARN', async () => {
  await using bench = await openBench();
  await bench.table('secret');
  await bench.table('mine');
  const arn = await backup(bench, 'secret');
  const other = arn.replace('table/secret', 'table/mine');
  const notFound = { name: 'BackupNotFoundException', message: `Backup not found: ${other}` };
  await assert.rejects(describeBackup(bench.context(), { BackupArn: other }), notFound);
  await assert.rejects(deleteBackup(bench.context(), { BackupArn: other }), notFound);
  const restore = { BackupArn: other, TargetTableName: 'restored' };
  await assert.rejects(restoreTableFromBackup(bench.context(), restore), notFound);
  const partition = { BackupArn: arn.replace('arn:aws:', 'arn:aws-cn:') };
  await assert.rejects(describeBackup(bench.context(), partition), { message: 'Invalid Backup ARN' });
  await describeBackup(bench.context(), { BackupArn: arn });
});

test('a deleted backup is gone with what it held', async () => {
  await using bench = await openBench();
  await bench.table('table');
  await put(bench, 'table', '1', 1);
  const BackupArn = await backup(bench, 'table');
  assert.equal(await rowsBelow(bench, 'item'), 2);
  const { BackupDescription } = await deleteBackup(bench.context(), { BackupArn });
  assert.equal(BackupDescription?.BackupDetails?.BackupStatus, 'DELETED');
  await assert.rejects(describeBackup(bench.context(), { BackupArn }), {
    name: 'BackupNotFoundException',
    message: `Backup not found: ${BackupArn}`,
  });
  await bench.dynamodb.jobs.settled();
  assert.equal(await rowsBelow(bench, 'item'), 1);
});

test('backups are listed from the oldest, in pages', async () => {
  await using bench = await openBench();
  await bench.table('table');
  await bench.table('other');
  const arns = [];
  for (const name of ['table', 'other', 'table']) {
    arns.push(await backup(bench, name));
    bench.clock.advance(1_000);
  }
  const list = async (input: Parameters<typeof listBackups>[1]): Promise<unknown> =>
    (await listBackups(bench.context(), input)).BackupSummaries?.map(({ BackupArn }) => BackupArn);
  assert.deepEqual(await list({}), arns);
  assert.deepEqual(await list({ TableName: 'table' }), [arns[0], arns[2]]);
  assert.deepEqual(await list({ TimeRangeLowerBound: START_MS + 1_000, TimeRangeUpperBound: START_MS + 2_000 }), [
    arns[1],
  ]);
  assert.deepEqual(await list({ BackupType: 'SYSTEM' }), []);
  const { LastEvaluatedBackupArn } = await listBackups(bench.context(), { Limit: 2 });
  assert.equal(LastEvaluatedBackupArn, arns[1]);
  assert.deepEqual(await list({ ExclusiveStartBackupArn: LastEvaluatedBackupArn }), [arns[2]]);
});

test('recovery is switched on and off, and its log is kept as long as it says', async () => {
  await using bench = await openBench();
  await bench.table('table');
  const window = async (): Promise<unknown> =>
    (await describeContinuousBackups(bench.context(), { TableName: 'table' })).ContinuousBackupsDescription
      ?.PointInTimeRecoveryDescription;
  assert.deepEqual(await window(), { PointInTimeRecoveryStatus: 'DISABLED' });
  await recovery(bench, 'table', true, 2);
  await put(bench, 'table', '1', 1);
  assert.equal(await rowsBelow(bench, 'change-log'), 1);
  bench.clock.advance(3 * 86_400_000);
  await bench.dynamodb.background.pruner.run();
  assert.equal(await rowsBelow(bench, 'change-log'), 0);
  await put(bench, 'table', '1', 2);
  assert.deepEqual(await window(), {
    PointInTimeRecoveryStatus: 'ENABLED',
    RecoveryPeriodInDays: 2,
    EarliestRestorableDateTime: START_MS + 86_400_000,
    LatestRestorableDateTime: START_MS + 3 * 86_400_000,
  });
  await bench.dynamodb.background.pruner.run();
  assert.equal(await rowsBelow(bench, 'change-log'), 1);
  await recovery(bench, 'table', false);
  await put(bench, 'table', '1', 3);
  await bench.dynamodb.background.pruner.run();
  assert.equal(await rowsBelow(bench, 'change-log'), 0);
});

test('what a restore may say otherwise', async () => {
  await using bench = await openBench();
  await bench.table('table', { GlobalSecondaryIndexes: [INDEX] });
  const BackupArn = await backup(bench, 'table');
  const restore = (TargetTableName: string, rest: object): Promise<unknown> =>
    restoreTableFromBackup(bench.context(), { BackupArn, TargetTableName, ...rest });
  const other = { ...INDEX, IndexName: 'other', KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }] } as const;
  await assert.rejects(restore('restored', { GlobalSecondaryIndexOverride: [other] }), {
    code: 'ValidationException',
    message:
      'Invalid Request: Index other does not match a secondary index that existed in the source table and cannot be created during the restore operation',
  });
  await assert.rejects(restore('restored', { BillingModeOverride: 'PROVISIONED' }), {
    code: 'ValidationException',
    message: 'Invalid Request: Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED',
  });
  await assert.rejects(restore('restored', { ProvisionedThroughputOverride: UNITS }), {
    code: 'ValidationException',
    message: 'Invalid Request: Cannot override ProvisionedThroughput unless BillingMode is PROVISIONED',
  });
  await assert.rejects(
    restore('restored', { BillingModeOverride: 'PAY_PER_REQUEST', ProvisionedThroughputOverride: UNITS }),
    {
      code: 'ValidationException',
      message: 'Invalid Request: Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST',
    },
  );
  await assert.rejects(restore('table', {}), {
    name: 'TableAlreadyExistsException',
    message: 'Table already exists: table',
  });
  await restore('renamed', { GlobalSecondaryIndexOverride: [{ ...INDEX, IndexName: 'renamed' }] });
  await settle(bench);
  await restore('without', { GlobalSecondaryIndexOverride: [] });
  await settle(bench);
  const indexes = async (TableName: string): Promise<unknown> =>
    (await describeTable(bench.context(), { TableName })).Table?.GlobalSecondaryIndexes?.map(
      ({ IndexName }) => IndexName,
    );
  assert.deepEqual(await indexes('renamed'), ['renamed']);
  assert.equal(await indexes('without'), undefined);
});

test('a table that is being restored from a backup is in use', async () => {
  await using bench = await openBench();
  await bench.table('table');
  const BackupArn = await backup(bench, 'table');
  await settle(bench);
  await bench.dynamodb.background.copier.close();
  const restore = { BackupArn, TargetTableName: 'restored' };
  await restoreTableFromBackup(bench.context(), restore);
  await assert.rejects(restoreTableFromBackup(bench.context(), restore), {
    name: 'TableInUseException',
    message: `Table: restored is already being restored from backup: ${BackupArn}`,
  });
  await assert.rejects(bench.table('restored'), {
    name: 'ResourceInUseException',
    message: 'Table is being used: restored',
  });
});

test('moments to which a table is not brought back', async () => {
  await using bench = await openBench();
  await bench.table('table');
  const restore = (rest: object): Promise<unknown> =>
    restoreTableToPointInTime(bench.context(), { SourceTableName: 'table', TargetTableName: 'restored', ...rest });
  await assert.rejects(restore({ UseLatestRestorableTime: true }), {
    name: 'PointInTimeRecoveryUnavailableException',
    message: "Point in time recovery is not enabled for table 'table'",
  });
  await recovery(bench, 'table');
  await assert.rejects(restore({ RestoreDateTime: START_MS - 1 }), { name: 'InvalidRestoreTimeException' });
  await assert.rejects(restore({ RestoreDateTime: START_MS + 1 }), { name: 'InvalidRestoreTimeException' });
  await assert.rejects(restore({}), {
    code: 'ValidationException',
    message:
      'Invalid Request: Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but not both',
  });
  await assert.rejects(createBackup(bench.context(), { TableName: 'ghost', BackupName: 'backup' }), {
    name: 'TableNotFoundException',
    message: 'Table not found: ghost',
  });
  await assert.rejects(
    describeBackup(bench.context(), { BackupArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/table' }),
    {
      code: 'ValidationException',
      message: 'Invalid Backup ARN',
    },
  );
});

test('a deleted table with recovery leaves a backup for 35 days', async () => {
  await using bench = await openBench();
  await bench.table('table', { GlobalSecondaryIndexes: [INDEX] });
  await recovery(bench, 'table');
  for (const sk of ['1', '2']) await put(bench, 'table', sk, 1);
  await deleteTable(bench.context(), { TableName: 'table' });
  await bench.dynamodb.jobs.settled();
  await bench.dynamodb.background.pruner.run();
  assert.equal(await rowsBelow(bench, 'change-log'), 0);
  assert.equal(await rowsBelow(bench, 'index'), 0);
  assert.deepEqual((await listBackups(bench.context(), {})).BackupSummaries, []);
  const [left] = (await listBackups(bench.context(), { BackupType: 'SYSTEM' })).BackupSummaries ?? [];
  const BackupArn = left?.BackupArn ?? '';
  const expiresAtMs = START_MS + 35 * 86_400_000;
  assert.equal(left?.BackupName, 'table$DeletedTableBackup');
  assert.equal(left?.BackupExpiryDateTime, expiresAtMs);
  await bench.table('table');
  await put(bench, 'table', '3', 3);
  await restoreTableFromBackup(bench.context(), { BackupArn, TargetTableName: 'restored' });
  await settle(bench);
  assert.deepEqual(await itemsOf(bench, 'restored'), { 1: '1', 2: '1' });
  const { Table } = await describeTable(bench.context(), { TableName: 'restored' });
  assert.equal(Table?.GlobalSecondaryIndexes?.[0]?.ItemCount, 2);
  await assert.rejects(deleteBackup(bench.context(), { BackupArn }), {
    code: 'ValidationException',
    message: `Invalid Request: User is not allowed to delete the system backup with arn ${BackupArn}. It will automatically expire on ${new Date(expiresAtMs).toISOString()}`,
  });
  bench.clock.advance(35 * 86_400_000 + 1);
  await bench.dynamodb.background.pruner.run();
  await bench.dynamodb.jobs.settled();
  await assert.rejects(describeBackup(bench.context(), { BackupArn }), { name: 'BackupNotFoundException' });
  assert.equal(await rowsBelow(bench, 'item'), 3, 'of the new table, and the restored');
});
