/** DescribeImport. */
import type { DescribeImportInput, DescribeImportOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { importDescription } from '../transfers/description.ts';
import { requireImport } from '../transfers/names.ts';

export async function describeImport(ctx: DynamodbContext, input: DescribeImportInput): Promise<DescribeImportOutput> {
  return { ImportTableDescription: importDescription(await requireImport(ctx, input.ImportArn)) };
}
