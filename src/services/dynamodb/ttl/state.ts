/** Time to live of a table as UpdateTimeToLive switches it on and off, and what of it outlives the table. */
import type { Changes } from '../../../storage/store.ts';
import { validationError } from '../errors.ts';
import type { TimeToLiveSpecification } from '../model.ts';
import type { TableRecord } from '../store.ts';
import { ttlKeys, type TtlRecord, ttlRecord, type TtlState } from '../store-ttl.ts';

/** Messages of AWS, and which comes first, recorded on 2026-10-09 (ack-api-quirks, DDB-TABLE-146 and DDB-TABLE-147). */
export function changedTtl(
  { ttl }: TableRecord,
  { Enabled: enabled, AttributeName: attribute }: TimeToLiveSpecification,
  id: string,
): TtlState | undefined {
  if (ttl && ttl.attribute !== attribute) {
    throw validationError(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${ttl.attribute}`,
    );
  }
  if (enabled) {
    if (ttl) throw validationError('TimeToLive is already enabled');
    return { id, attribute, filling: true };
  }
  if (!ttl) throw validationError('TimeToLive is already disabled');
  return undefined;
}

/** What else is written where a table's time to live changes, or the table goes (undefined). */
export function ttlSets(before: TableRecord, after: TableRecord | undefined): NonNullable<Changes['sets']> {
  const [old, now] = [before.ttl, after?.ttl];
  if (old?.id === now?.id) return [];
  return [
    ...(old ? [setOf(recordOf(before, old, 'removing'))] : []),
    ...(after && now ? [setOf(recordOf(after, now, 'filling'))] : []),
  ];
}

function recordOf({ accountId, region, id, name }: TableRecord, ttl: TtlState, state: TtlRecord['state']): TtlRecord {
  return { accountId, region, ttlId: ttl.id, tableId: id, tableName: name, attribute: ttl.attribute, state };
}

function setOf(record: TtlRecord): NonNullable<Changes['sets']>[number] {
  return { key: ttlKeys.one(record.ttlId), value: ttlRecord.encode(record) };
}
