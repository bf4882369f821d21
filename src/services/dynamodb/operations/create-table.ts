/** CreateTable: the table takes items once this has answered, though the answer says CREATING, as AWS's does. */
import { tableExists } from '../errors.ts';
import { type CreateTableInput, type CreateTableOutput, ResourceInUseException } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { keys, tableRecord } from '../store.ts';
import { describeTable } from '../tables/description.ts';
import { checkedName } from '../tables/names.ts';
import { newTable } from '../tables/new-table.ts';
import { streamSets } from '../tables/stream.ts';

export async function createTable(ctx: DynamodbContext, input: CreateTableInput): Promise<CreateTableOutput> {
  checkedName(input.TableName);
  const record = newTable(ctx, input);
  const key = keys.table(ctx, record.name);
  await ctx.transact([key], ([entry]) => {
    if (entry) {
      // Of one that is being restored, observed 2026-10-09 (ack-api-quirks, DDB-TABLE-219).
      throw tableRecord.decode(entry.value).restore
        ? new ResourceInUseException(`Table is being used: ${record.name}`)
        : tableExists(record.name);
    }
    const sets = [{ key, value: tableRecord.encode(record) }, ...streamSets(undefined, record, record.createdAtMs)];
    return { changes: { sets }, result: undefined };
  });
  ctx.parts.tables.drop(record);
  return { TableDescription: describeTable(record, record.createdAtMs, undefined, 'CREATING') };
}
