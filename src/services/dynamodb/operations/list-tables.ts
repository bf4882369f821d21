/** ListTables: names in order, up to 100 a page. */
import { LIST_TABLES_MAX } from '../limits.ts';
import type { ListTablesInput, ListTablesOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { keys, lastPart } from '../store.ts';

export async function listTables(ctx: DynamodbContext, input: ListTablesInput): Promise<ListTablesOutput> {
  const { ExclusiveStartTableName: start, Limit: limit = LIST_TABLES_MAX } = input;
  const after = start === undefined ? undefined : keys.table(ctx, start);
  const { entries, next } = await ctx.store.range({ prefix: keys.tables(ctx), limit, ...(after && { after }) });
  const names = entries.map(({ key }) => lastPart(key));
  return { TableNames: names, ...(next && { LastEvaluatedTableName: lastPart(next) }) };
}
