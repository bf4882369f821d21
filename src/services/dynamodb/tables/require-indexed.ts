/** A table, or one of its global indexes, that an operation names. */
import { tableNotFound } from '../errors.ts';
import { ResourceNotFoundException } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import type { TableRecord } from '../store.ts';
import { requireTable } from './cache.ts';

/** Throws ResourceNotFoundException (ack-api-quirks, DDB-TABLE-446, 2026-10-09). */
export async function requireIndexed(
  ctx: DynamodbContext,
  { TableName, IndexName }: { readonly TableName: string; readonly IndexName?: string | undefined },
): Promise<TableRecord> {
  const { record } = await requireTable(ctx, TableName, tableNotFound);
  if (IndexName === undefined || record.globalIndexes.some(({ name }) => name === IndexName)) return record;
  throw new ResourceNotFoundException(
    `Requested resource not found: Index: ${IndexName} not found for table: ${record.name}`,
  );
}
