/** DescribeExport. */
import type { DescribeExportInput, DescribeExportOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { exportDescription } from '../transfers/description.ts';
import { requireExport } from '../transfers/names.ts';

export async function describeExport(ctx: DynamodbContext, input: DescribeExportInput): Promise<DescribeExportOutput> {
  return { ExportDescription: exportDescription(await requireExport(ctx, input.ExportArn)) };
}
