/** Keys and records of the tables' streams: what streams there are, and the changes in them. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { jsonRecord } from '../../storage/record.ts';
import type { Key } from '../../storage/store.ts';
import type { KeySchemaElement } from './model.ts';
import { keys, type Place, type StreamState, type TableId } from './store.ts';

/** A stream, from its making until the last of it is removed: it outlives its table. */
export interface StreamRecord extends Place {
  readonly tableId: string;
  readonly tableName: string;
  readonly label: string;
  readonly viewType: StreamState['viewType'];
  readonly keySchema: readonly KeySchemaElement[];
  readonly createdAtMs: number;
  /** Since then nothing comes in; a day later it is removed. */
  readonly disabledAtMs?: number;
}

export const streamRecord = jsonRecord<StreamRecord>({ name: 'dynamodb.stream', version: 1 });

/** How much of a stream's beginning has been removed. */
export const trimRecord = jsonRecord<{ readonly upTo: string }>({ name: 'dynamodb.trim', version: 1 });

const STREAMS: Key = ['system', 'dynamodb', 'stream'];

export const streamKeys = {
  all: (): Key => STREAMS,
  ofPlace: ({ accountId, region }: Place): Key => [...STREAMS, accountId, region],
  ofTable: ({ accountId, region }: Place, tableName: string): Key => [...STREAMS, accountId, region, tableName],
  one: ({ accountId, region }: Place, tableName: string, label: string): Key => [
    ...STREAMS,
    accountId,
    region,
    tableName,
    label,
  ],
  trim: ({ accountId, region, id }: TableId, label: string): Key => [
    'regional',
    accountId,
    region,
    'dynamodb',
    'trim',
    id,
    label,
  ],
  /** Of the changes. */
  changes: (stream: StreamRecord): Key => keys.stream({ ...stream, id: stream.tableId }, stream.label),
};

/** A change of an item: keys and images in the wire's JSON (binary values are base64). */
export interface StoredChange {
  readonly event: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly atMs: number;
  readonly sizeBytes: number;
  /** DynamoDB itself did it, and no caller: the removal of expired items. */
  readonly byService?: boolean;
  readonly keys: unknown;
  readonly oldImage?: unknown;
  readonly newImage?: unknown;
}

const changeRecord = jsonRecord<StoredChange>({ name: 'dynamodb.change', version: 1 });

/** The same with keys and images as JSON texts, which are taken over as they are. */
export interface ChangeTexts {
  readonly event: StoredChange['event'];
  readonly atMs: number;
  readonly sizeBytes: number;
  readonly byService?: boolean;
  readonly keys: string;
  readonly oldImage: string | undefined;
  readonly newImage: string | undefined;
}

export function encodeChange({ keys: keysText, oldImage, newImage, ...rest }: ChangeTexts): Uint8Array {
  const old = oldImage === undefined ? '' : `,"oldImage":${oldImage}`;
  const now = newImage === undefined ? '' : `,"newImage":${newImage}`;
  return packed(changeRecord.encodeText(`${JSON.stringify(rest).slice(0, -1)},"keys":${keysText}${old}${now}}`));
}

export function decodeChange(bytes: Uint8Array): StoredChange {
  return changeRecord.decode(unpacked(bytes));
}

/** Items of 400 KB may take megabytes as JSON, where they are many small values: two would not fit into one value. */
const PACKED_FROM_BYTES = 1024 * 1024;
const PACKED_CODEC = 3;

/** Compressed where it is long. */
export function packed(record: Uint8Array): Uint8Array {
  if (record.length < PACKED_FROM_BYTES) return record;
  return Buffer.concat([Uint8Array.of(PACKED_CODEC), deflateRawSync(record, { level: 1 })]);
}

export function unpacked(record: Uint8Array): Uint8Array {
  return record[0] === PACKED_CODEC ? inflateRawSync(record.subarray(1)) : record;
}
