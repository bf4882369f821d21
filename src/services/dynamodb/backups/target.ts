/** Whether a table may be restored to a name. */
import { type Entry, wholeValue } from '../../../storage/store.ts';
import { LimitExceededException, TableAlreadyExistsException, TableInUseException } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { tableRecord } from '../store.ts';
import { backupKeys, copyRecord } from '../store-backups.ts';
import { COPIES_MAX, RESTORES_MAX } from './limits.ts';

/** Throws where there is a table of the name, or one is being restored to it (ack-api-quirks, DDB-TABLE-219). */
export function requireFree(name: string, entry: Entry | undefined): void {
  if (!entry) return;
  const { restore } = tableRecord.decode(entry.value);
  if (restore) {
    const { sourceBackupArn: source } = restore;
    throw new TableInUseException(
      source === undefined
        ? `Table is already being restored: ${name}`
        : `Table: ${name} is already being restored from backup: ${source}`,
    );
  }
  throw new TableAlreadyExistsException(`Table already exists: ${name}`);
}

/** Throws where as many tables are being restored as may be (AWS's words: ack-api-quirks, DDB-TABLE-443, 2026-10-09). */
export async function requireRestoreSlot({ store, accountId, region }: DynamodbContext): Promise<void> {
  const { entries } = await store.range({ prefix: backupKeys.copies(), limit: COPIES_MAX });
  const copies = entries.flatMap((entry) => wholeValue(entry) ?? []).map((value) => copyRecord.decode(value));
  const restores = copies.filter(
    (copy) => copy.accountId === accountId && copy.region === region && 'tableName' in copy.into,
  );
  if (restores.length >= RESTORES_MAX) {
    throw new LimitExceededException(
      `Subscriber limit exceeded: Only ${RESTORES_MAX} restore operations can be done simultaneously`,
    );
  }
}
