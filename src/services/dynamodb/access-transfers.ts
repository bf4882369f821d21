/** How the operations on exports and imports are authorized; S3 is asked besides, by the operations. */
import type { AccessCheck, AccessTable } from '../service.ts';
import { tableCheck } from './access-checks.ts';
import { everywhere } from './access-settings.ts';
import type { Operations } from './model.ts';
import type { DynamodbParts } from './parts.ts';
import type { TransferKind } from './store-transfers.ts';
import { parseTransferArn } from './transfers/names.ts';

export const transferAccess: AccessTable<DynamodbParts, Operations> = {
  DescribeExport: {
    actions: ['dynamodb:DescribeExport'],
    checks: (_, { ExportArn }) => [transferCheck('dynamodb:DescribeExport', ExportArn, 'export')],
  },
  DescribeImport: {
    actions: ['dynamodb:DescribeImport'],
    checks: (_, { ImportArn }) => [transferCheck('dynamodb:DescribeImport', ImportArn, 'import')],
  },
  ExportTableToPointInTime: {
    actions: ['dynamodb:ExportTableToPointInTime'],
    checks: async (ctx, { TableArn }) => [await tableCheck(ctx, 'dynamodb:ExportTableToPointInTime', TableArn, {})],
  },
  ImportTable: {
    actions: ['dynamodb:ImportTable'],
    checks: async (ctx, { TableCreationParameters: { TableName } }) => [
      await tableCheck(ctx, 'dynamodb:ImportTable', TableName, {}),
    ],
  },
  ListExports: everywhere('dynamodb:ListExports'),
  ListImports: everywhere('dynamodb:ListImports'),
};

function transferCheck(action: string, arn: string, kind: TransferKind): AccessCheck {
  return { action, resource: arn, resourceAccountId: parseTransferArn(arn, kind).accountId };
}
