/** UpdateContinuousBackups: from now on, or no longer, each write leaves what was there before. */
import { continuousBackups } from '../backups/description.ts';
import { RECOVERY_DAYS_MAX } from '../backups/limits.ts';
import { logSets, withoutRecovery, withRecovery } from '../backups/log-state.ts';
import { noSuchTable } from '../backups/names.ts';
import { invalidRequest } from '../backups/restored-table.ts';
import type { UpdateContinuousBackupsInput, UpdateContinuousBackupsOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import type { TableRecord } from '../store.ts';
import { changeTable } from '../tables/change.ts';

export async function updateContinuousBackups(
  ctx: DynamodbContext,
  { TableName, PointInTimeRecoverySpecification: specification }: UpdateContinuousBackupsInput,
): Promise<UpdateContinuousBackupsOutput> {
  const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days } = specification;
  if (!enabled && days !== undefined)
    throw invalidRequest('Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery.');
  const nowMs = ctx.clock.nowMs();
  const newLogId = ctx.ids.uuid();
  const changed = (before: TableRecord): TableRecord => {
    const { recovery } = before;
    if (!enabled) return recovery ? withoutRecovery(before) : before;
    const periodDays = days ?? recovery?.periodDays ?? RECOVERY_DAYS_MAX;
    if (recovery?.periodDays === periodDays) return before;
    return withRecovery(before, recovery?.sinceMs ?? nowMs, periodDays, newLogId);
  };
  const record = await changeTable(
    ctx,
    TableName,
    (before) => {
      const after = changed(before);
      return after === before ? { record: before } : { record: after, also: { sets: logSets(before, after) } };
    },
    noSuchTable,
  );
  return { ContinuousBackupsDescription: continuousBackups(record, nowMs) };
}
