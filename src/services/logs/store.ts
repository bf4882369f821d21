/**
 * The only file that knows the service's keys and record versions. Groups lie in the state store; streams, the index
 * of blocks and the blocks themselves in the telemetry store, below the group's id, so that a group that is deleted and
 * made again never shows what the first one held.
 */
import { jsonRecord } from '../../storage/record.ts';
import type { Key } from '../../storage/store.ts';

export interface Place {
  readonly accountId: string;
  readonly region: string;
}

export interface Group extends Place {
  /** Of this group and of no other, not even of one of the same name: 32 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly logGroupClass: 'STANDARD' | 'INFREQUENT_ACCESS';
  readonly retentionInDays?: number;
  readonly deletionProtected: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Stream {
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  /** Of the earliest and the latest event ever written. */
  readonly firstEventMs?: number;
  readonly lastEventMs?: number;
  readonly ingestedMs?: number;
  /** Id of the block written last: the sequence token that older clients want to see. */
  readonly lastBlockId?: string;
  /** Up to which entry of the spool this stream was written from it: what makes that happen once. */
  readonly spoolMark?: string;
}

/** A line of the index: where a block is, and what is in it. */
export interface IndexEntry {
  readonly blockId: string;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly storedBytes: number;
  readonly streamId: string;
  readonly streamName: string;
}

type IndexBody = Omit<IndexEntry, 'blockId' | 'firstMs'>;

export const groupRecord = jsonRecord<Group>({ name: 'logs.group', version: 1 });
export const streamRecord = jsonRecord<Stream>({ name: 'logs.stream', version: 1 });
const indexRecord = jsonRecord<IndexBody>({ name: 'logs.index', version: 1 });
export const closedRecord = jsonRecord<{ readonly closedAtMs: number }>({ name: 'logs.closed', version: 1 });
/** Who has something to be swept: a group by id. */
export const sweepRecord = jsonRecord<Place & { readonly groupId: string; readonly name: string }>({
  name: 'logs.sweep',
  version: 1,
});

const logs = (place: Place, kind: string): Key => ['regional', place.accountId, place.region, 'logs', kind];

/** Keys of the state store. */
export const stateKeys = {
  groups: (place: Place): Key => logs(place, 'group'),
  group: (place: Place, name: string): Key => [...logs(place, 'group'), name],
  /** Groups with a retention, and groups that were deleted: what the sweeper looks at. */
  retained: (): Key => ['system', 'logs', 'retention'],
  retainedGroup: (groupId: string): Key => ['system', 'logs', 'retention', groupId],
  deleted: (): Key => ['system', 'logs', 'deleted-group'],
  deletedGroup: (groupId: string): Key => ['system', 'logs', 'deleted-group', groupId],
};

type GroupId = Place & { readonly id: string };

/** Keys of the telemetry store. */
export const eventKeys = {
  /** Present once a deleted group is being swept: nothing may be written into it any more. */
  closed: (): Key => ['system', 'logs', 'closed-group'],
  closedGroup: (groupId: string): Key => ['system', 'logs', 'closed-group', groupId],
  deletedStreams: (): Key => ['system', 'logs', 'deleted-stream'],
  deletedStream: (streamId: string): Key => ['system', 'logs', 'deleted-stream', streamId],
  streams: (group: GroupId): Key => [...logs(group, 'stream'), group.id],
  stream: (group: GroupId, name: string): Key => [...logs(group, 'stream'), group.id, name],
  /** Streams by the time of their last event; those without one stand at 0. */
  streamTimes: (group: GroupId): Key => [...logs(group, 'stream-time'), group.id],
  streamTime: (group: GroupId, lastEventMs: number, name: string): Key => [
    ...logs(group, 'stream-time'),
    group.id,
    BigInt(lastEventMs),
    name,
  ],
  storedBytes: (group: GroupId): Key => [...logs(group, 'stored-bytes'), group.id],
  blocks: (group: GroupId): Key => [...logs(group, 'block'), group.id],
  block: (group: GroupId, blockId: string): Key => [...logs(group, 'block'), group.id, blockId],
  groupIndex: (group: GroupId): Key => [...logs(group, 'group-index'), group.id],
  streamIndex: (group: GroupId, streamId: string): Key => [...logs(group, 'stream-index'), group.id, streamId],
  streamIndexes: (group: GroupId): Key => [...logs(group, 'stream-index'), group.id],
};

/** A place in either index: where reading starts or goes on. */
export const indexKey = (index: Key, firstMs: number, blockId?: string): Key =>
  blockId === undefined ? [...index, BigInt(firstMs)] : [...index, BigInt(firstMs), blockId];

export function encodeIndexEntry(entry: IndexEntry): Uint8Array {
  const { lastMs, storedBytes, streamId, streamName } = entry;
  return indexRecord.encode({ lastMs, storedBytes, streamId, streamName });
}

export function decodeIndexEntry(key: Key, value: Uint8Array): IndexEntry {
  return { ...indexRecord.decode(value), firstMs: Number(key.at(-2)), blockId: String(key.at(-1)) };
}

/** The last element of a key: a name or an id. */
export const lastPart = (key: Key): string => String(key.at(-1));

/** An 8-byte counter, as Store.commit's `adds` keeps it. */
export function decodeCounter(value: Uint8Array | undefined): number {
  if (!value) return 0;
  return Number(Buffer.from(value.buffer, value.byteOffset, value.byteLength).readBigInt64BE());
}

export function sweepOf(group: Group): Uint8Array {
  const { accountId, region, id, name } = group;
  return sweepRecord.encode({ accountId, region, groupId: id, name });
}
