/** A table's stream as CreateTable and UpdateTable switch it on and off, and what of it outlives the table. */
import type { Changes } from '../../../storage/store.ts';
import { invalidValues, validationError } from '../errors.ts';
import type { StreamSpecification } from '../model.ts';
import type { StreamState, TableRecord } from '../store.ts';
import { streamKeys, type StreamRecord, streamRecord } from '../store-streams.ts';

/** Messages of AWS, recorded on 2026-10-09 (ack-api-quirks, DDB-TABLE-050 and DDB-TABLE-442). */
export function initialStream(specification: StreamSpecification | undefined, nowMs: number): StreamState | undefined {
  if (!specification) return undefined;
  const { StreamEnabled: enabled, StreamViewType: viewType } = specification;
  if (enabled) {
    if (viewType === undefined)
      throw invalidValues('Table is being created with a stream enabled, UpdateViewType is required');
    return { label: labelOf(nowMs), viewType, enabled: true };
  }
  if (viewType !== undefined)
    throw invalidValues('Table is being created with a stream disabled, UpdateViewType should not be specified');
  return undefined;
}

/** What UpdateTable makes of it. */
export function changedStream(
  { name, stream }: TableRecord,
  { StreamEnabled: enabled, StreamViewType: viewType }: StreamSpecification,
  nowMs: number,
): StreamState {
  if (enabled) {
    if (viewType === undefined) throw invalidValues('If stream is being enabled then UpdateViewType is required');
    if (stream?.enabled) throw validationError(`Table already has an enabled stream: TableName: ${name}`);
    const after = stream ? createdAtMs(stream.label) + 1 : 0;
    return { label: labelOf(Math.max(nowMs, after)), viewType, enabled: true };
  }
  if (viewType !== undefined)
    throw invalidValues('If stream is being disabled, then UpdateViewType must not be specified');
  if (!stream?.enabled) throw validationError(`Table has no stream to disable: TableName: ${name}`);
  return { ...stream, enabled: false };
}

/** What else is written where a table comes to be, changes, or goes: undefined stands for one that is not there. */
export function streamSets(
  before: TableRecord | undefined,
  after: TableRecord | undefined,
  nowMs: number,
): NonNullable<Changes['sets']> {
  const [old, now] = [before?.stream, after?.stream];
  const ends = before && old?.enabled && !(now?.enabled && now.label === old.label);
  const begins = after && now?.enabled && !(old?.enabled && now.label === old.label);
  return [
    ...(ends ? [setOf({ ...recordOf(before, old), disabledAtMs: nowMs })] : []),
    ...(begins ? [setOf(recordOf(after, now))] : []),
  ];
}

function recordOf({ accountId, region, id, name, keySchema }: TableRecord, stream: StreamState): StreamRecord {
  const { label, viewType } = stream;
  return {
    accountId,
    region,
    tableId: id,
    tableName: name,
    label,
    viewType,
    keySchema,
    createdAtMs: createdAtMs(label),
  };
}

function setOf(record: StreamRecord): NonNullable<Changes['sets']>[number] {
  return { key: streamKeys.one(record, record.tableName, record.label), value: streamRecord.encode(record) };
}

/** When it was made, as AWS has it: `2026-11-27T17:30:00.000`. */
function labelOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, -1);
}

function createdAtMs(label: string): number {
  return Date.parse(`${label}Z`);
}
