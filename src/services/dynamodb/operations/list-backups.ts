/** ListBackups: from the oldest, also of tables that are gone. */
import { backupSummary } from '../backups/description.ts';
import { LIST_BACKUPS_MAX, LIST_ROWS } from '../backups/limits.ts';
import { parseBackupArn } from '../backups/names.ts';
import { invalidValues } from '../errors.ts';
import type { BackupSummary, ListBackupsInput, ListBackupsOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { backupKeys, type BackupRecord, backupRecord } from '../store-backups.ts';
import { parseTableName } from '../tables/names.ts';
import type { Key } from '../../../storage/store.ts';

export async function listBackups(ctx: DynamodbContext, input: ListBackupsInput): Promise<ListBackupsOutput> {
  const { TimeRangeLowerBound: from, TimeRangeUpperBound: to, ExclusiveStartBackupArn: start } = input;
  if (from !== undefined && to !== undefined && from > to)
    throw invalidValues('Time range lower bound must be less than or equal to upper bound');
  const { BackupType: type = 'USER' } = input;
  const limit = Math.min(input.Limit ?? LIST_BACKUPS_MAX, LIST_BACKUPS_MAX);
  const name = input.TableName === undefined ? undefined : parseTableName(ctx, input.TableName).name;
  const isWanted = ({ table, createdAtMs, expiresAtMs }: BackupRecord): boolean =>
    (type === 'ALL' || type === (expiresAtMs === undefined ? 'USER' : 'SYSTEM')) &&
    (name === undefined || table.name === name) &&
    (from === undefined || createdAtMs >= from) &&
    (to === undefined || createdAtMs < to);
  const found: BackupSummary[] = [];
  let after: Key | undefined = start === undefined ? undefined : backupKeys.backup(ctx, parseBackupArn(start).id);
  for (;;) {
    const page = await ctx.store.range({ prefix: backupKeys.backups(ctx), limit: LIST_ROWS, ...(after && { after }) });
    for (const { value } of page.entries) {
      const backup = backupRecord.decode(value);
      if (!isWanted(backup)) continue;
      if (found.length === limit) return { BackupSummaries: found, LastEvaluatedBackupArn: found.at(-1)?.BackupArn };
      found.push(backupSummary(backup));
    }
    if (!page.next) return { BackupSummaries: found };
    after = page.next;
  }
}
