/** ListImports: into one table or into all, from the oldest. */
import type { ListImportsInput, ListImportsOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { importRecord } from '../store-transfers.ts';
import { parseTableName, tableArn } from '../tables/names.ts';
import { importSummary } from '../transfers/description.ts';
import { listTransfers } from '../transfers/list.ts';

export async function listImports(ctx: DynamodbContext, input: ListImportsInput): Promise<ListImportsOutput> {
  const arn = input.TableArn === undefined ? undefined : tableArn(parseTableName(ctx, input.TableArn));
  const { found, next } = await listTransfers(ctx, {
    kind: 'import',
    decode: (value) => importRecord.decode(value),
    isWanted: (made) => arn === undefined || tableArn({ ...made, name: made.creation.TableName }) === arn,
    limit: input.PageSize,
    token: input.NextToken,
  });
  return { ImportSummaryList: found.map(importSummary), ...(next !== undefined && { NextToken: next }) };
}
