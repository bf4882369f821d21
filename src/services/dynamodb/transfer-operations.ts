/** The operations on exports to S3 and imports from it. */
import type { OperationTable } from '../service.ts';
import type { Operations } from './model.ts';
import { describeExport } from './operations/describe-export.ts';
import { describeImport } from './operations/describe-import.ts';
import { exportTableToPointInTime } from './operations/export-table-to-point-in-time.ts';
import { importTable } from './operations/import-table.ts';
import { listExports } from './operations/list-exports.ts';
import { listImports } from './operations/list-imports.ts';
import type { DynamodbParts } from './parts.ts';

export const transferOperations = {
  DescribeExport: describeExport,
  DescribeImport: describeImport,
  ExportTableToPointInTime: exportTableToPointInTime,
  ImportTable: importTable,
  ListExports: listExports,
  ListImports: listImports,
} satisfies OperationTable<DynamodbParts, Operations>;
