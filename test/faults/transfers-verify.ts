/** What must hold of a backup, of restored and imported tables, and of an export's files, whatever was killed. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import {
  DescribeBackupCommand,
  DescribeExportCommand,
  DescribeImportCommand,
  DescribeTableCommand,
  ListBackupsCommand,
  paginateListExports,
  paginateListImports,
  paginateListTables,
} from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { BUCKET, type Imported } from './transfers-import.ts';
import { add, assertSame, INDEX, indexedOf, type Item, scan, type Texts } from './transfers-items.ts';
import type { Backup, TransferClients, TransferJobs } from './transfers-jobs.ts';
import { SOURCE } from './transfers-source.ts';

/** Resolves with the new backup, whose items are seen where it is restored. */
export async function verifyJobs(clients: TransferClients, jobs: TransferJobs, imported: Imported): Promise<Backup> {
  const { from, now, restored } = jobs.options;
  const backup = await verifyBackup(clients, jobs.acknowledged.get('backup'), now);
  await verifyTable(clients, jobs.names.fromBackup, from.items);
  await verifyTable(clients, jobs.names.atMoment, restored.items);
  await verifyImport(clients, jobs, imported);
  await verifyExport(clients, jobs);
  return backup;
}

async function verifyBackup(
  { dynamodb }: TransferClients,
  BackupArn: string | undefined,
  items: Texts,
): Promise<Backup> {
  const { BackupDescription } = await dynamodb.send(new DescribeBackupCommand({ BackupArn }));
  const { BackupDetails, SourceTableDetails } = BackupDescription ?? {};
  assert.deepEqual([BackupDetails?.BackupStatus, SourceTableDetails?.ItemCount], ['AVAILABLE', items.size]);
  return { arn: BackupArn ?? '', items };
}

/** Items, their index, and the counts of both. */
export async function verifyTable({ dynamodb }: TransferClients, TableName: string, items: Texts): Promise<void> {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
  const [index] = Table?.GlobalSecondaryIndexes ?? [];
  assert.deepEqual([Table?.TableStatus, index?.IndexStatus], ['ACTIVE', 'ACTIVE'], TableName);
  assertSame(await scan(dynamodb, TableName), items, TableName);
  const indexed = indexedOf(items);
  assertSame(await scan(dynamodb, TableName, INDEX), indexed, `the index of ${TableName}`);
  assert.deepEqual([Table?.ItemCount, index?.ItemCount], [items.size, indexed.size], `counts of ${TableName}`);
}

async function verifyImport(clients: TransferClients, jobs: TransferJobs, imported: Imported): Promise<void> {
  const ImportArn = jobs.acknowledged.get('import');
  const { ImportTableDescription: told } = await clients.dynamodb.send(new DescribeImportCommand({ ImportArn }));
  assert.deepEqual(
    [told?.ImportStatus, told?.ProcessedItemCount, told?.ImportedItemCount, told?.ErrorCount, told?.ProcessedSizeBytes],
    ['FAILED', imported.lines, imported.lines - imported.errors, imported.errors, imported.sizeBytes],
  );
  assert.equal(told?.FailureCode, 'ItemValidationError');
  await verifyTable(clients, jobs.imported, imported.items);
}

interface DataFile {
  readonly itemCount: number;
  readonly md5Checksum: string;
  readonly etag: string;
  readonly dataFileS3Key: string;
}

/** The files that its manifests name, and no others, which hold the items of the moment. */
async function verifyExport({ s3, dynamodb }: TransferClients, jobs: TransferJobs): Promise<void> {
  const { items } = jobs.options.exported;
  const ExportArn = jobs.acknowledged.get('export') ?? '';
  const { ExportDescription: told } = await dynamodb.send(new DescribeExportCommand({ ExportArn }));
  assert.deepEqual([told?.ExportStatus, told?.ItemCount], ['COMPLETED', items.size]);
  const folder = `${jobs.prefix}/AWSDynamoDB/${ExportArn.split('/').at(-1)}`;
  assert.equal(told?.ExportManifest, `${folder}/manifest-summary.json`);
  const summary = JSON.parse((await read(s3, told.ExportManifest)).toString());
  assert.deepEqual(
    [summary.exportArn, summary.itemCount, summary.exportTime, summary.endTime, summary.billedSizeBytes],
    [ExportArn, items.size, told.ExportTime?.toISOString(), told.EndTime?.toISOString(), told.BilledSizeBytes],
  );
  const lines = (await read(s3, summary.manifestFilesS3Key)).toString().trim().split('\n');
  const files = lines.map((line) => JSON.parse(line) as DataFile);
  const found = new Map<string, string>();
  for (const file of files) await readFile(s3, file, found);
  assert.ok(files.length > 1, 'the table is to be more than one file');
  assertSame(found, items, folder);
  const manifests = ['summary', 'files'].map((name) => `${folder}/manifest-${name}`);
  for (const name of manifests) {
    assert.equal((await read(s3, `${name}.md5`)).toString(), md5(await read(s3, `${name}.json`), 'base64'), name);
  }
  const expected = [
    `${folder}/_started`,
    ...files.map(({ dataFileS3Key }) => dataFileS3Key),
    ...manifests.flatMap((name) => [`${name}.json`, `${name}.md5`]),
  ];
  assert.deepEqual((await listed(s3, `${jobs.prefix}/`)).toSorted(), expected.toSorted());
}

async function readFile(s3: S3Client, file: DataFile, found: Map<string, string>): Promise<void> {
  const bytes = await read(s3, file.dataFileS3Key, file.etag);
  assert.deepEqual([md5(bytes, 'base64'), md5(bytes, 'hex')], [file.md5Checksum, file.etag], file.dataFileS3Key);
  const lines = gunzipSync(bytes).toString().trim().split('\n');
  assert.equal(lines.length, file.itemCount, file.dataFileS3Key);
  for (const line of lines) add(found, (JSON.parse(line) as { Item: Item }).Item, 'the export');
}

function md5(bytes: Uint8Array, encoding: 'base64' | 'hex'): string {
  return createHash('md5').update(bytes).digest(encoding);
}

async function read(s3: S3Client, Key: string, etag?: string): Promise<Buffer> {
  const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  if (etag !== undefined) assert.equal(ETag, `"${etag}"`, Key);
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

async function listed(client: S3Client, Prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: BUCKET, Prefix })) {
    keys.push(...Contents.map(({ Key = '' }) => Key));
  }
  return keys;
}

/** Nothing is to be seen that nobody asked for, and nothing twice. */
export async function verifyLists(
  { dynamodb: client }: TransferClients,
  sets: readonly TransferJobs[],
  others: { readonly tables: readonly string[]; readonly backups: readonly string[] },
): Promise<void> {
  const found = { tables: [] as string[], backups: [] as string[], exports: [] as string[], imports: [] as string[] };
  for await (const { TableNames = [] } of paginateListTables({ client }, {})) found.tables.push(...TableNames);
  // One page has them all.
  const { BackupSummaries = [] } = await client.send(new ListBackupsCommand({}));
  found.backups.push(...BackupSummaries.map(({ BackupArn = '' }) => BackupArn));
  for await (const { ExportSummaries = [] } of paginateListExports({ client }, {})) {
    found.exports.push(...ExportSummaries.map(({ ExportArn = '' }) => ExportArn));
  }
  for await (const { ImportSummaryList = [] } of paginateListImports({ client }, {})) {
    found.imports.push(...ImportSummaryList.map(({ ImportArn = '' }) => ImportArn));
  }
  const arns = (kind: 'backup' | 'export' | 'import'): readonly string[] =>
    sets.map(({ acknowledged }) => acknowledged.get(kind) ?? '');
  const expected = {
    tables: [SOURCE, ...others.tables, ...sets.flatMap(({ tables }) => tables)],
    backups: [...others.backups, ...arns('backup')],
    exports: arns('export'),
    imports: arns('import'),
  };
  for (const name of ['tables', 'backups', 'exports', 'imports'] as const) {
    assert.deepEqual(new Set(found[name]), new Set(expected[name]), name);
    assert.equal(found[name].length, expected[name].length, `${name} come twice`);
  }
}
