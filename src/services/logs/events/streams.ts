/** Log streams, in the telemetry store. Every function is one read or one commit. */
import type { Changes, Check, Store, Transaction } from '../../../storage/store.ts';
import { decodeCounter, eventKeys, type Group, type Stream, streamRecord, sweepOf } from '../store.ts';

export async function findStream(telemetry: Store, group: Group, name: string): Promise<Stream | undefined> {
  const entry = await telemetry.get(eventKeys.stream(group, name));
  return entry && streamRecord.decode(entry.value);
}

/** In the order of the names; at most 1,000. */
export async function findStreams(
  telemetry: Store,
  group: Group,
  names: readonly string[],
): Promise<readonly (Stream | undefined)[]> {
  const entries = await telemetry.getMany(names.map((name) => eventKeys.stream(group, name)));
  return entries.map((entry) => entry && streamRecord.decode(entry.value));
}

export async function storedBytesOf(telemetry: Store, groups: readonly Group[]): Promise<readonly number[]> {
  if (groups.length === 0) return [];
  const entries = await telemetry.getMany(groups.map((group) => eventKeys.storedBytes(group)));
  return entries.map((entry) => Math.max(0, decodeCounter(entry?.value)));
}

/** False where a stream of that name is there already, `closed` where the group was deleted meanwhile. */
export async function createStream(
  telemetry: Store,
  commitId: string,
  group: Group,
  stream: Stream,
): Promise<'created' | 'exists' | 'closed'> {
  const key = eventKeys.stream(group, stream.name);
  return telemetry.transact<'created' | 'exists' | 'closed'>(commitId, [key], async ([present]) => {
    if (await isClosed(telemetry, group)) return { result: 'closed' };
    if (present) return { result: 'exists' };
    return { changes: { ...streamChanges(group, undefined, stream), checks: [stillOpen(group)] }, result: 'created' };
  });
}

/** Read and checked without being a key of the transaction, or all streams of a group would wait for each other. */
export async function isClosed(telemetry: Store, group: Group): Promise<boolean> {
  return (await telemetry.get(eventKeys.closedGroup(group.id))) !== undefined;
}

export const stillOpen = (group: Group): Check => ({ key: eventKeys.closedGroup(group.id), version: null });

/** Its events are unseen from now on, and removed by the sweeper. False where there is none. */
export async function deleteStream(telemetry: Store, commitId: string, group: Group, name: string): Promise<boolean> {
  const key = eventKeys.stream(group, name);
  return telemetry.transact(commitId, [key], ([entry]): Transaction<boolean> => {
    if (!entry) return { result: false };
    const stream = streamRecord.decode(entry.value);
    return {
      changes: {
        deletes: [key, eventKeys.streamTime(group, stream.lastEventMs ?? 0, name)],
        sets: [{ key: eventKeys.deletedStream(stream.id), value: sweepOf(group) }],
      },
      result: true,
    };
  });
}

/** Keeps the stream, and its place among the group's streams by time. */
export function streamChanges(group: Group, before: Stream | undefined, after: Stream): Changes {
  const set = { key: eventKeys.stream(group, after.name), value: streamRecord.encode(after) };
  const timeKey = eventKeys.streamTime(group, after.lastEventMs ?? 0, after.name);
  if (before && (before.lastEventMs ?? 0) === (after.lastEventMs ?? 0)) return { sets: [set] };
  return {
    sets: [set, { key: timeKey, value: Uint8Array.of(0) }],
    deletes: before ? [eventKeys.streamTime(group, before.lastEventMs ?? 0, after.name)] : [],
  };
}
