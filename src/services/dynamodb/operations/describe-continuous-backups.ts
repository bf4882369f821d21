/** DescribeContinuousBackups. */
import { continuousBackups } from '../backups/description.ts';
import { noSuchTable } from '../backups/names.ts';
import type { DescribeContinuousBackupsInput, DescribeContinuousBackupsOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { requireTable } from '../tables/cache.ts';

export async function describeContinuousBackups(
  ctx: DynamodbContext,
  input: DescribeContinuousBackupsInput,
): Promise<DescribeContinuousBackupsOutput> {
  const { record } = await requireTable(ctx, input.TableName, noSuchTable);
  return { ContinuousBackupsDescription: continuousBackups(record, ctx.clock.nowMs()) };
}
