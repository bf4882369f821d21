/** DescribeTable. */
import { tableNotFound } from '../errors.ts';
import type { DescribeTableInput, DescribeTableOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { describeTable as described, readSizes } from '../tables/description.ts';
import { parseTableName } from '../tables/names.ts';

export async function describeTable(ctx: DynamodbContext, input: DescribeTableInput): Promise<DescribeTableOutput> {
  const name = parseTableName(ctx, input.TableName);
  const table = await ctx.parts.tables.get(name);
  if (!table) throw tableNotFound(name.name);
  const { record } = table;
  return { Table: described(record, ctx.clock.nowMs(), await readSizes(ctx.store, record)) };
}
