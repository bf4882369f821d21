/** Changes of a table's record, each one commit; whoever makes one drops the table from the cache. */
import type { Changes } from '../../../storage/store.ts';
import { tableNotFound } from '../errors.ts';
import { ResourceInUseException } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { isBeingMade, keys, type TableRecord, tableRecord } from '../store.ts';
import { parseTableName } from './names.ts';

export interface TableChange {
  readonly record: TableRecord;
  /** What goes with it: jobs, streams. */
  readonly also?: Changes;
}

/** Resolves when it is durable, with the new record. Throws ResourceNotFoundException, or what `change` throws. */
export async function changeTable(
  ctx: DynamodbContext,
  tableName: string,
  change: (record: TableRecord) => TableChange | Promise<TableChange>,
  notFound: (name: string) => Error = tableNotFound,
): Promise<TableRecord> {
  const name = parseTableName(ctx, tableName);
  const key = keys.table(name, name.name);
  try {
    return await ctx.transact([key], async ([entry]) => {
      if (!entry) throw notFound(name.name);
      const before = tableRecord.decode(entry.value);
      if (isBeingMade(before)) throw notFound(name.name);
      const { record, also } = await change(before);
      if (record === before && !also) return { result: record };
      const sets = [{ key, value: tableRecord.encode(record) }, ...(also?.sets ?? [])];
      return { changes: { ...also, sets }, result: record };
    });
  } finally {
    ctx.parts.tables.drop(name);
  }
}

/** Throws where an index of it is being made or removed (AWS's words: ack-api-quirks, DDB-TABLE-376, 2026-10-09), where
 * it is being restored, or copied: the copy reads its items. */
export function requireDeletable(record: TableRecord): void {
  if (record.globalIndexes.some(({ status }) => status !== 'ACTIVE'))
    throw inUse('Cannot delete table while indexes are being created, updated, or deleted.');
  if (isBeingMade(record)) throw inUse(`Table is being created: ${record.name}`);
  if ((record.changeLog?.copies.length ?? 0) > 0) throw inUse(`Table is being copied: ${record.name}`);
}

export function inUse(why: string): ResourceInUseException {
  return new ResourceInUseException(`Attempt to change a resource which is still in use: ${why}`);
}
