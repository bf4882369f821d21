/** ListExports: of one table or of all, from the oldest. */
import type { ListExportsInput, ListExportsOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { exportRecord } from '../store-transfers.ts';
import { parseTableName, tableArn } from '../tables/names.ts';
import { exportSummary } from '../transfers/description.ts';
import { listTransfers } from '../transfers/list.ts';

export async function listExports(ctx: DynamodbContext, input: ListExportsInput): Promise<ListExportsOutput> {
  const arn = input.TableArn === undefined ? undefined : tableArn(parseTableName(ctx, input.TableArn));
  const { found, next } = await listTransfers(ctx, {
    kind: 'export',
    decode: (value) => exportRecord.decode(value),
    isWanted: ({ table }) => arn === undefined || tableArn(table) === arn,
    limit: input.MaxResults,
    token: input.NextToken,
  });
  return { ExportSummaries: found.map(exportSummary), ...(next !== undefined && { NextToken: next }) };
}
