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

/** Throws where an index of it is being made or removed, as AWS does. */
export function requireIdle({ name, globalIndexes }: TableRecord): void {
  if (globalIndexes.every(({ status }) => status === 'ACTIVE')) return;
  throw inUse('updated', name);
}

/** Throws besides where it is being restored, or copied: the copy reads its items. */
export function requireDeletable(record: TableRecord): void {
  requireIdle(record);
  if (isBeingMade(record)) throw inUse('created', record.name);
  if ((record.changeLog?.copies.length ?? 0) > 0) throw inUse('copied', record.name);
}

function inUse(what: string, name: string): ResourceInUseException {
  return new ResourceInUseException(
    `Attempt to change a resource which is still in use: Table is being ${what}: ${name}`,
  );
}
