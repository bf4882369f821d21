/** RestoreTableToPointInTime: a new table with the items as they were at a moment of the recovery period. */
import { recoveryMoment } from '../backups/description.ts';
import { positionAt } from '../backups/log.ts';
import { withCopy } from '../backups/log-state.ts';
import { noSuchTable } from '../backups/names.ts';
import { invalidRequest, restoredTable } from '../backups/restored-table.ts';
import { requireFree, requireRestoreSlot } from '../backups/target.ts';
import { validationError } from '../errors.ts';
import {
  InvalidRestoreTimeException,
  type RestoreTableToPointInTimeInput,
  type RestoreTableToPointInTimeOutput,
} from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { isBeingMade, keys, tableRecord } from '../store.ts';
import { backupKeys, type CopyRecord, copyRecord } from '../store-backups.ts';
import { describeTable } from '../tables/description.ts';
import { checkedName, parseTableName, tableArn } from '../tables/names.ts';

export async function restoreTableToPointInTime(
  ctx: DynamodbContext,
  input: RestoreTableToPointInTimeInput,
): Promise<RestoreTableToPointInTimeOutput> {
  const { accountId, region } = ctx;
  const sourceName = parseTableName(ctx, sourceOf(input));
  const name = checkedName(input.TargetTableName);
  const nowMs = ctx.clock.nowMs();
  const [id, copyId] = [ctx.ids.uuid(), ctx.ids.uuid()];
  const [source, target] = [keys.table(ctx, sourceName.name), keys.table(ctx, name)];
  if (sourceName.region !== region || sourceName.accountId !== accountId) throw noSuchTable(sourceName.name);
  await requireRestoreSlot(ctx);
  const record = await ctx.transact([source, target], async ([entry, there]) => {
    const before = entry && tableRecord.decode(entry.value);
    if (!before || isBeingMade(before)) throw noSuchTable(sourceName.name);
    const { changeLog } = before;
    const atMs = recoveryMoment(before, input.RestoreDateTime, nowMs, outsideOf);
    requireFree(name, there);
    const restore = { sourceTableArn: tableArn(before), atMs };
    const restored = restoredTable(before, input, { accountId, region, id, name, nowMs }, restore);
    const position = await positionAt(ctx.store, before, changeLog?.id ?? '', atMs);
    const copy: CopyRecord = {
      id: copyId,
      accountId,
      region,
      into: { tableName: name, tableId: id },
      sourceId: before.id,
      log: { id: changeLog?.id ?? '', tableName: before.name },
      position: String(position),
    };
    const sets = [
      { key: source, value: tableRecord.encode(withCopy(before, copyId, '')) },
      { key: target, value: tableRecord.encode(restored) },
      { key: backupKeys.copy(copyId), value: copyRecord.encode(copy) },
    ];
    return { changes: { sets }, result: restored };
  });
  ctx.parts.tables.drop(sourceName);
  ctx.parts.tables.drop({ accountId, region, name });
  ctx.parts.copier.wake();
  return { TableDescription: describeTable(record, nowMs, undefined, 'CREATING') };
}

/** Messages of AWS, recorded on 2026-10-09 (ack-api-quirks, DDB-TABLE-100 and DDB-TABLE-442). */
function sourceOf(input: RestoreTableToPointInTimeInput): string {
  const { SourceTableName, SourceTableArn, RestoreDateTime, UseLatestRestorableTime: latest = false } = input;
  if ((RestoreDateTime === undefined) !== latest)
    throw invalidRequest('Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but not both');
  const source = SourceTableName ?? SourceTableArn;
  if (source === undefined || (SourceTableName !== undefined && SourceTableArn !== undefined))
    throw validationError('Must provide exactly one of: sourceTableArn, sourceTableName');
  return source;
}

function outsideOf(earliest: string, latest: string): Error {
  return new InvalidRestoreTimeException(`The specified restore time must be between ${earliest} and ${latest}`);
}
