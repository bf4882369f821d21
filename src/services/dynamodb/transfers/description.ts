/** What the service says of exports and imports. */
import type { ExportDescription, ExportSummary, ImportSummary, ImportTableDescription } from '../model.ts';
import type { ExportRecord, ImportRecord } from '../store-transfers.ts';
import { tableArn } from '../tables/names.ts';
import { transferArn } from './names.ts';

/** Where an export's files lie. */
export function exportFolder({ prefix, id }: Pick<ExportRecord, 'prefix' | 'id'>): string {
  return `${prefix === undefined || prefix === '' ? '' : `${prefix}/`}AWSDynamoDB/${id}`;
}

export function exportSummary({ table, id, status }: ExportRecord): ExportSummary {
  return { ExportArn: transferArn(table, 'export', id), ExportStatus: status, ExportType: 'FULL_EXPORT' };
}

export function exportDescription(made: ExportRecord): ExportDescription {
  const { table, status, endedAtMs, token, bucketOwner, prefix, encryption, failure } = made;
  return {
    ...exportSummary(made),
    StartTime: made.startedAtMs,
    ...(endedAtMs !== undefined && { EndTime: endedAtMs }),
    ...(status === 'COMPLETED' && {
      ExportManifest: `${exportFolder(made)}/manifest-summary.json`,
      BilledSizeBytes: made.bytes,
      ItemCount: made.items,
    }),
    TableArn: tableArn(table),
    TableId: table.id,
    ExportTime: made.atMs,
    ...(token !== undefined && { ClientToken: token }),
    S3Bucket: made.bucket,
    ...(bucketOwner !== undefined && { S3BucketOwner: bucketOwner }),
    ...(prefix !== undefined && { S3Prefix: prefix }),
    ...(encryption && { S3SseAlgorithm: encryption }),
    ...(failure && { FailureCode: failure.code, FailureMessage: failure.message }),
    ExportFormat: 'DYNAMODB_JSON',
  };
}

export function importSummary(made: ImportRecord): ImportSummary {
  const { id, status, bucket, bucketOwner, prefix, endedAtMs } = made;
  const table = { ...made, name: made.creation.TableName };
  return {
    ImportArn: transferArn(table, 'import', id),
    ImportStatus: status,
    TableArn: tableArn(table),
    S3BucketSource: {
      S3Bucket: bucket,
      ...(bucketOwner !== undefined && { S3BucketOwner: bucketOwner }),
      ...(prefix !== undefined && { S3KeyPrefix: prefix }),
    },
    InputFormat: made.format,
    StartTime: made.startedAtMs,
    ...(endedAtMs !== undefined && { EndTime: endedAtMs }),
  };
}

export function importDescription(made: ImportRecord): ImportTableDescription {
  const { token, csv, counts, failure } = made;
  return {
    ...importSummary(made),
    TableId: made.tableId,
    ...(token !== undefined && { ClientToken: token }),
    ErrorCount: counts.errors,
    ...(csv && {
      InputFormatOptions: {
        Csv: {
          ...(csv.delimiter !== undefined && { Delimiter: csv.delimiter }),
          ...(csv.header && { HeaderList: csv.header }),
        },
      },
    }),
    InputCompressionType: made.compression,
    TableCreationParameters: made.creation,
    ProcessedSizeBytes: counts.processedBytes,
    ProcessedItemCount: counts.processed,
    ImportedItemCount: counts.imported,
    ...(failure && { FailureCode: failure.code, FailureMessage: failure.message }),
  };
}
