/**
 * What UpdateTable takes while an index is being made or removed (recorded from AWS on 2026-10-09: ack-api-quirks,
 * DDB-TABLE-149, 159, 375 and 376; Developer Guide, "Managing Global Secondary Indexes": an index that is being filled
 * may be deleted, and capacity be changed).
 */
import { LimitExceededException, type UpdateTableInput } from '../model.ts';
import type { GlobalIndexRecord, TableRecord } from '../store.ts';
import { inUse } from './change.ts';

type Member = keyof UpdateTableInput;

const ALWAYS: readonly Member[] = ['TableName', 'AttributeDefinitions', 'DeletionProtectionEnabled'];
const WHILE_FILLING: readonly Member[] = [...ALWAYS, 'ProvisionedThroughput', 'GlobalSecondaryIndexUpdates'];

/** Throws ResourceInUseException, LimitExceededException. */
export function requireAdmitted(record: TableRecord, input: UpdateTableInput): void {
  const busy = record.globalIndexes.find(({ status }) => status !== 'ACTIVE');
  if (!busy) return;
  for (const { Create, Delete } of input.GlobalSecondaryIndexUpdates ?? []) {
    const name = (Create ?? Delete)?.IndexName;
    if (name !== undefined) requireOnline(record, busy, name, Create ? 'create' : 'delete');
  }
  const admitted = busy.status === 'CREATING' ? WHILE_FILLING : ALWAYS;
  const given = (Object.keys(input) as Member[]).filter((member) => input[member] !== undefined);
  if (given.every((member) => admitted.includes(member))) return;
  const units = input.ProvisionedThroughput ?? input.BillingMode;
  if (busy.status === 'DELETING' && units !== undefined) {
    throw inUse(
      `Can't change table IOPS when an index is being deleted. Table: ${record.name} Indexes: [${busy.name}]`,
    );
  }
  throw inUse(`Table is being updated: ${record.name}`);
}

/** One that is being filled can be deleted; else there is one at a time. */
function requireOnline(record: TableRecord, busy: GlobalIndexRecord, name: string, what: 'create' | 'delete'): void {
  if (name !== busy.name) throw onlyOneOnline();
  if (what === 'create') throw inUse(`Table is being updated: ${record.name}`);
  if (busy.status === 'DELETING') throw inUse(`Index is being deleted. Table: ${record.name} Index: ${name}`);
}

export function onlyOneOnline(): LimitExceededException {
  return new LimitExceededException(
    'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
  );
}
