/** DescribeTable. */
import { tableNotFound } from '../errors.ts';
import type { DescribeTableInput, DescribeTableOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { requireTable } from '../tables/cache.ts';
import { describeTable as described, readSizes } from '../tables/description.ts';

export async function describeTable(ctx: DynamodbContext, input: DescribeTableInput): Promise<DescribeTableOutput> {
  const { record } = await requireTable(ctx, input.TableName, tableNotFound);
  return { Table: described(record, ctx.clock.nowMs(), await readSizes(ctx.store, record)) };
}
