/**
 * ImportTable: a new table, and a job that fills it. What the caller may not read is an import that failed, as on AWS:
 * then no table is made.
 */
import { newBackupId } from '../backups/names.ts';
import { tableExists, unsupported, validationError } from '../errors.ts';
import {
  ImportConflictException,
  type ImportTableInput,
  type ImportTableOutput,
  LimitExceededException,
} from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { keys, tableRecord } from '../store.ts';
import { type Failure, type ImportRecord, importRecord, transferKeys } from '../store-transfers.ts';
import { checkedName } from '../tables/names.ts';
import { newTable } from '../tables/new-table.ts';
import { importDescription } from '../transfers/description.ts';
import { failureIn, TransferFailedError } from '../transfers/failure.ts';
import { IMPORT_OBJECTS_MAX, IMPORTS_MAX } from '../transfers/limits.ts';
import { digestOf, madeBefore, noteSets } from '../transfers/tokens.ts';

export async function importTable(ctx: DynamodbContext, input: ImportTableInput): Promise<ImportTableOutput> {
  const { accountId, region } = ctx;
  const name = checkedName(input.TableCreationParameters.TableName);
  const format = requireSupported(input);
  const table = newTable(ctx, input.TableCreationParameters);
  const running = await ctx.store.range({ prefix: transferKeys.jobsOf('import'), limit: IMPORTS_MAX });
  const nowMs = ctx.clock.nowMs();
  const id = newBackupId(nowMs, ctx.ids.bytes(4));
  const { ClientToken: token } = input;
  const { objects, failure } = await askBucket(ctx, input, nowMs);
  const [key, own] = [keys.table(ctx, name), transferKeys.token(ctx, 'import', token ?? '')];
  const made = await ctx.transact([key, own], async ([entry, known]) => {
    const digest = digestOf(input);
    const earlier = token === undefined ? undefined : madeBefore(known, digest, nowMs, conflict);
    if (earlier !== undefined) return { result: await madeEarlier(ctx, earlier) };
    if (entry) throw tableExists(name);
    if (!failure && running.entries.length >= IMPORTS_MAX) throw tooMany();
    const record = newImport(input, format, { id, accountId, region, tableId: table.id, nowMs, objects, failure });
    const job = { accountId, region, kind: 'import' as const, id };
    const sets = [
      { key: transferKeys.one(job), value: importRecord.encode(record) },
      ...noteSets(job, { token, digest, nowMs, isOver: failure !== undefined }),
      ...(failure ? [] : [{ key, value: tableRecord.encode({ ...table, importing: id }) }]),
    ];
    return { changes: { sets }, result: record };
  });
  ctx.parts.tables.drop({ accountId, region, name });
  ctx.parts.transfers.wake();
  return { ImportTableDescription: importDescription(made) };
}

type Format = Pick<ImportRecord, 'format' | 'csv' | 'compression'>;

function requireSupported({ InputFormat, InputFormatOptions, InputCompressionType }: ImportTableInput): Format {
  if (InputFormat === 'ION') throw unsupported('InputFormat ION');
  const { Delimiter: delimiter, HeaderList: header } = InputFormatOptions?.Csv ?? {};
  if (InputFormatOptions?.Csv && InputFormat !== 'CSV')
    throw validationError(
      `Invalid Request: Unsupported InputFormatOptions for the given input format: ${InputFormat}.`,
    );
  const csv = { ...(delimiter !== undefined && { delimiter }), ...(header && { header }) };
  return {
    format: InputFormat,
    ...(InputFormatOptions?.Csv && { csv }),
    compression: InputCompressionType ?? 'NONE',
  };
}

/** Whether the caller may read all that is there now, and how many objects that is. */
async function askBucket(
  ctx: DynamodbContext,
  { S3BucketSource: source }: ImportTableInput,
  nowMs: number,
): Promise<{ readonly objects: number; readonly failure: Failure | undefined }> {
  const { objects: store } = ctx.parts;
  const bucket = { bucket: source.S3Bucket, owner: source.S3BucketOwner };
  const prefix = source.S3KeyPrefix ?? '';
  let objects = 0;
  const ask = async (): Promise<void> => {
    await store.requireList(ctx, bucket, prefix);
    let after: string | undefined;
    do {
      const page = await store.list(bucket, prefix, after);
      for (const { key, modifiedAtMs } of page.objects) {
        if (modifiedAtMs > nowMs) continue;
        objects++;
        await store.requireRead(ctx, bucket, key);
      }
      if (objects > IMPORT_OBJECTS_MAX) {
        throw new TransferFailedError('TooManyObjects', `There are more than ${IMPORT_OBJECTS_MAX} objects`);
      }
      after = page.last;
    } while (after !== undefined);
  };
  const failure = await failureIn(ask());
  return { objects, failure };
}

async function madeEarlier(ctx: DynamodbContext, id: string): Promise<ImportRecord> {
  const { accountId, region } = ctx;
  const entry = await ctx.store.get(transferKeys.one({ accountId, region, kind: 'import', id }));
  if (!entry) throw conflict();
  return importRecord.decode(entry.value);
}

interface Begun {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly tableId: string;
  readonly nowMs: number;
  readonly objects: number;
  readonly failure: Failure | undefined;
}

function newImport(input: ImportTableInput, format: Format, begun: Begun): ImportRecord {
  const { nowMs, failure, ...rest } = begun;
  const { S3Bucket: bucket, S3BucketOwner: bucketOwner, S3KeyPrefix: prefix } = input.S3BucketSource;
  return {
    ...rest,
    ...format,
    status: failure ? 'FAILED' : 'IN_PROGRESS',
    startedAtMs: nowMs,
    ...(failure && { failure, endedAtMs: nowMs }),
    ...(input.ClientToken !== undefined && { token: input.ClientToken }),
    bucket,
    ...(bucketOwner !== undefined && { bucketOwner }),
    ...(prefix !== undefined && { prefix }),
    creation: input.TableCreationParameters,
    counts: { processedBytes: 0, processed: 0, imported: 0, errors: 0 },
  };
}

function conflict(): Error {
  return new ImportConflictException('Import conflict: Duplicate request detected with conflicting parameters');
}

function tooMany(): Error {
  return new LimitExceededException(`There are ${IMPORTS_MAX} imports in progress already`);
}
