/**
 * ExportTableToPointInTime: a copy of the table as it was at a moment, which is then written into the bucket. What the
 * caller may not do there is an export that failed, as on AWS.
 */
import { recoveryMoment } from '../backups/description.ts';
import { positionAt } from '../backups/log.ts';
import { withCopy } from '../backups/log-state.ts';
import { newBackupId, noSuchTable } from '../backups/names.ts';
import { unsupported } from '../errors.ts';
import {
  ExportConflictException,
  type ExportTableToPointInTimeInput,
  type ExportTableToPointInTimeOutput,
  InvalidExportTimeException,
  LimitExceededException,
} from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { isBeingMade, keys, type TableRecord, tableRecord } from '../store.ts';
import { backupKeys, type CopyRecord, copyRecord } from '../store-backups.ts';
import { type ExportRecord, exportRecord, type Failure, transferKeys } from '../store-transfers.ts';
import { parseTableName } from '../tables/names.ts';
import { exportDescription, exportFolder } from '../transfers/description.ts';
import { exportFileNames } from '../transfers/export-files.ts';
import { failureIn } from '../transfers/failure.ts';
import { EXPORTS_MAX } from '../transfers/limits.ts';
import { digestOf, madeBefore, noteSets } from '../transfers/tokens.ts';
import type { Changes } from '../../../storage/store.ts';

export async function exportTableToPointInTime(
  ctx: DynamodbContext,
  input: ExportTableToPointInTimeInput,
): Promise<ExportTableToPointInTimeOutput> {
  requireSupported(input);
  const name = parseTableName(ctx, input.TableArn);
  if (name.region !== ctx.region || name.accountId !== ctx.accountId) throw noSuchTable(input.TableArn);
  const { entries } = await ctx.store.range({ prefix: transferKeys.jobsOf('export'), limit: EXPORTS_MAX });
  const nowMs = ctx.clock.nowMs();
  const id = newBackupId(nowMs, ctx.ids.bytes(4));
  const { ClientToken: token } = input;
  const [source, own] = [keys.table(ctx, name.name), transferKeys.token(ctx, 'export', token ?? '')];
  const failure = await failureAtBucket(ctx, input, id);
  const dataId = ctx.ids.uuid();
  const made = await ctx.transact([source, own], async ([entry, known]) => {
    const before = entry && tableRecord.decode(entry.value);
    if (!before || isBeingMade(before)) throw noSuchTable(input.TableArn);
    const digest = digestOf(input);
    const earlier = token === undefined ? undefined : madeBefore(known, digest, nowMs, conflict);
    if (earlier !== undefined) return { result: await madeEarlier(ctx, earlier) };
    const record = newExport(input, before, { id, dataId, nowMs, failure });
    if (!failure && entries.length >= EXPORTS_MAX) throw tooMany();
    const { accountId, region } = record;
    const job = { accountId, region, kind: 'export' as const, id };
    const sets = [
      { key: transferKeys.one(job), value: exportRecord.encode(record) },
      ...noteSets(job, { token, digest, nowMs, isOver: failure !== undefined }),
      ...(failure ? [] : await copySets(ctx, before, record)),
    ];
    return { changes: { sets }, result: record };
  });
  ctx.parts.tables.drop(name);
  ctx.parts.transfers.wake();
  return { ExportDescription: exportDescription(made) };
}

function requireSupported({ ExportFormat, ExportType, S3SseAlgorithm, ...input }: ExportTableToPointInTimeInput): void {
  if (ExportFormat === 'ION') throw unsupported('ExportFormat ION');
  if (ExportType === 'INCREMENTAL_EXPORT' || input.IncrementalExportSpecification)
    throw unsupported('ExportType INCREMENTAL_EXPORT');
  if (S3SseAlgorithm === 'KMS' || input.S3SseKmsKeyId !== undefined) throw unsupported('S3SseAlgorithm KMS');
}

function failureAtBucket(
  ctx: DynamodbContext,
  { S3Bucket: bucket, S3BucketOwner: owner, S3Prefix }: ExportTableToPointInTimeInput,
  id: string,
): Promise<Failure | undefined> {
  const folder = exportFolder({ id, ...(S3Prefix !== undefined && { prefix: S3Prefix }) });
  const ask = async (): Promise<void> => {
    for (const name of exportFileNames(id))
      await ctx.parts.objects.requirePut(ctx, { bucket, owner }, `${folder}/${name}`);
  };
  return failureIn(ask());
}

async function madeEarlier(ctx: DynamodbContext, id: string): Promise<ExportRecord> {
  const { accountId, region } = ctx;
  const entry = await ctx.store.get(transferKeys.one({ accountId, region, kind: 'export', id }));
  if (!entry) throw conflict();
  return exportRecord.decode(entry.value);
}

function newExport(
  input: ExportTableToPointInTimeInput,
  table: TableRecord,
  begun: { id: string; dataId: string; nowMs: number; failure: Failure | undefined },
): ExportRecord {
  const { id, dataId, nowMs, failure } = begun;
  const { ClientToken: token, S3BucketOwner: bucketOwner, S3Prefix: prefix, S3SseAlgorithm } = input;
  const { accountId, region } = table;
  return {
    accountId,
    region,
    id,
    status: failure ? 'FAILED' : 'IN_PROGRESS',
    startedAtMs: nowMs,
    ...(failure && { failure, endedAtMs: nowMs }),
    ...(token !== undefined && { token }),
    bucket: input.S3Bucket,
    ...(bucketOwner !== undefined && { bucketOwner }),
    ...(prefix !== undefined && { prefix }),
    ...(S3SseAlgorithm === 'AES256' && { encryption: S3SseAlgorithm }),
    table,
    atMs: recoveryMoment(table, input.ExportTime, nowMs, outsideOf),
    dataId,
    copied: false,
    items: 0,
    bytes: 0,
  };
}

/** The copy is called as the place where its items lie. */
async function copySets(
  { store }: DynamodbContext,
  before: TableRecord,
  { id, accountId, region, atMs, dataId }: ExportRecord,
): Promise<NonNullable<Changes['sets']>> {
  const logId = before.changeLog?.id ?? '';
  const position = await positionAt(store, before, logId, atMs);
  const copy: CopyRecord = {
    id: dataId,
    accountId,
    region,
    into: { exportId: id },
    sourceId: before.id,
    log: { id: logId, tableName: before.name },
    position: String(position),
  };
  return [
    { key: keys.table(before, before.name), value: tableRecord.encode(withCopy(before, dataId, '')) },
    { key: backupKeys.copy(dataId), value: copyRecord.encode(copy) },
  ];
}

function outsideOf(earliest: string, latest: string): Error {
  return new InvalidExportTimeException(`The specified export time must be between ${earliest} and ${latest}`);
}

function conflict(): Error {
  return new ExportConflictException('The client token was used for another export within the last 8 hours');
}

function tooMany(): Error {
  return new LimitExceededException(`There are ${EXPORTS_MAX} exports in progress already`);
}
