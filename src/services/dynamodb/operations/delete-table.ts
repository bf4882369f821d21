/** DeleteTable: the name is free once this has answered; the items are removed in the background. */
import { backupOfDeleted } from '../backups/deleted-table.ts';
import { logSets } from '../backups/log-state.ts';
import { tableNotFound, validationError } from '../errors.ts';
import type { DeleteTableInput, DeleteTableOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { jobRecord, keys, type TableJob, tableRecord } from '../store.ts';
import { requireDeletable } from '../tables/change.ts';
import { describeTable } from '../tables/description.ts';
import { parseTableName } from '../tables/names.ts';
import { streamSets } from '../tables/stream.ts';
import { ttlSets } from '../ttl/state.ts';

export async function deleteTable(ctx: DynamodbContext, input: DeleteTableInput): Promise<DeleteTableOutput> {
  const name = parseTableName(ctx, input.TableName);
  const key = keys.table(name, name.name);
  const record = await ctx.transact([key], async ([entry]) => {
    if (!entry) throw tableNotFound(name.name);
    const table = tableRecord.decode(entry.value);
    requireDeletable(table);
    if (table.deletionProtected) {
      throw validationError(
        `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
      );
    }
    const job: TableJob = {
      kind: 'delete-table',
      accountId: table.accountId,
      region: table.region,
      tableId: table.id,
      tableName: table.name,
      ...(table.recovery && { keepsItems: true }),
    };
    const also = [
      ...streamSets(table, undefined, ctx.clock.nowMs()),
      ...ttlSets(table, undefined),
      ...logSets(table, undefined),
      ...(await backupOfDeleted(ctx.store, table, ctx.clock.nowMs(), ctx.ids.bytes(4))),
    ];
    const changes = { deletes: [key], sets: [{ key: keys.job(job), value: jobRecord.encode(job) }, ...also] };
    return { changes, result: table };
  });
  ctx.parts.tables.drop(name);
  ctx.parts.jobs.wake();
  return { TableDescription: describeTable(record, ctx.clock.nowMs(), undefined, 'DELETING') };
}
