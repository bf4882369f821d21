/** How backups are named, and how they are found. */
import { parseArn } from '../../../kit/arn.ts';
import type { Entry } from '../../../storage/store.ts';
import { validationError } from '../errors.ts';
import { BackupNotFoundException, TableNotFoundException } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { backupKeys, type BackupRecord, backupRecord } from '../store-backups.ts';
import { tableArn, type TableName } from '../tables/names.ts';

/** 14 digits of milliseconds and 8 of chance, as AWS's. */
export function newBackupId(nowMs: number, random: Uint8Array): string {
  return `${String(nowMs).padStart(14, '0')}-${Buffer.from(random).toString('hex')}`;
}

export function backupArn({ table, id }: Pick<BackupRecord, 'table' | 'id'>): string {
  return `${tableArn(table)}/backup/${id}`;
}

/**
 * Whoever may use the text may use no other backup: it is found by its id, and `requireBackupOf` holds it against the
 * table's name. Throws ValidationException (ack-api-quirks, DDB-TABLE-442, 2026-10-09).
 */
export function parseBackupArn(text: string): TableName & { readonly id: string } {
  const arn = parseArn(text);
  const [, name, id] = /^table\/([^/]+)\/backup\/([0-9]{14}-[0-9a-f]{8})$/.exec(arn?.resource ?? '') ?? [];
  if (arn?.partition !== 'aws' || arn.service !== 'dynamodb' || name === undefined || id === undefined)
    throw validationError('Invalid Backup ARN');
  return { accountId: arn.account, region: arn.region, name, id };
}

export async function requireBackup(ctx: DynamodbContext, text: string): Promise<BackupRecord> {
  const { id, ...place } = parseBackupArn(text);
  return requireBackupOf(
    text,
    place.region === ctx.region ? await ctx.store.get(backupKeys.backup(place, id)) : undefined,
  );
}

/** Throws where there is none, or it is of another table than its ARN says: access was asked for on the ARN. */
export function requireBackupOf(arn: string, entry: Entry | undefined): BackupRecord {
  const backup = entry && backupRecord.decode(entry.value);
  if (!backup || backupArn(backup) !== arn) throw backupNotFound(arn);
  return backup;
}

export function backupNotFound(arn: string): BackupNotFoundException {
  return new BackupNotFoundException(`Backup not found: ${arn}`);
}

/** As the operations on backups say it (ack-api-quirks, DDB-TABLE-447, 2026-10-09). */
export function noSuchTable(asked: string): TableNotFoundException {
  return new TableNotFoundException(`Table not found: ${asked}`);
}
