/**
 * The only file that knows the service's keys and record versions. Items and index entries lie below the id of their
 * table, so that a table that is deleted and made again never shows what the first one held.
 */
import { jsonRecord } from '../../storage/record.ts';
import type { Key, KeyPart } from '../../storage/store.ts';
import type {
  AttributeDefinition,
  KeySchemaElement,
  OnDemandThroughput,
  Projection,
  ProvisionedThroughput,
} from './model.ts';
import type { ChangeLogState, RecoveryState } from './store-backups.ts';
import type { TtlState } from './store-ttl.ts';

export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** Provisioned capacity, and when it was changed. */
export interface Throughput extends ProvisionedThroughput {
  readonly increasedAtMs?: number;
  readonly decreasedAtMs?: number;
  /** Decreases of the UTC day of `decreasedAtMs`. */
  readonly decreasesThatDay?: number;
}

export interface LocalIndexRecord {
  /** Of this index of this table and of no other: a number. */
  readonly id: number;
  readonly name: string;
  readonly keySchema: readonly KeySchemaElement[];
  readonly projection: Projection;
}

export type IndexStatus = 'CREATING' | 'ACTIVE' | 'DELETING';

export interface GlobalIndexRecord extends LocalIndexRecord {
  /** Absent where the table is on demand. */
  readonly throughput?: Throughput;
  readonly onDemand?: OnDemandThroughput;
  readonly warm?: Warm;
  readonly status: IndexStatus;
}

export interface Warm {
  readonly reads: number;
  readonly writes: number;
}

export interface StreamState {
  /** `2026-11-27T17:30:00.000`: the end of its ARN. */
  readonly label: string;
  readonly viewType: 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES' | 'KEYS_ONLY';
  /** A stream that was disabled stays readable for 24 hours, and is named by DescribeTable. */
  readonly enabled: boolean;
}

export interface RestoreState {
  readonly sourceTableArn: string;
  readonly sourceBackupArn?: string;
  readonly atMs: number;
}

export interface TableRecord extends Place {
  /** A UUID: of this table and of no other, not even of one of the same name. */
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly attributes: readonly AttributeDefinition[];
  readonly keySchema: readonly KeySchemaElement[];
  readonly billingMode: 'PROVISIONED' | 'PAY_PER_REQUEST';
  /** When it was last switched to on demand. */
  readonly onDemandSinceMs?: number;
  readonly throughput?: Throughput;
  readonly onDemand?: OnDemandThroughput;
  readonly warm?: Warm;
  readonly localIndexes: readonly LocalIndexRecord[];
  readonly globalIndexes: readonly GlobalIndexRecord[];
  /** Ids of indexes are never used again. */
  readonly nextIndexId: number;
  readonly stream?: StreamState;
  readonly ttl?: TtlState;
  /** Point-in-time recovery, where it is on. */
  readonly recovery?: RecoveryState;
  readonly changeLog?: ChangeLogState;
  /** It is being restored: until that is done nobody reads or writes it. */
  readonly restore?: RestoreState;
  /** The import that fills it: until that is done nobody reads or writes it. */
  readonly importing?: string;
  readonly tableClass?: 'STANDARD' | 'STANDARD_INFREQUENT_ACCESS';
  readonly tableClassSinceMs?: number;
  readonly deletionProtected: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly policy?: { readonly document: string; readonly revisionId: string };
}

export const tableRecord = jsonRecord<TableRecord>({ name: 'dynamodb.table', version: 1 });

/** It is being restored, or filled by an import. */
export function isBeingMade({ restore, importing }: TableRecord): boolean {
  return restore !== undefined || importing !== undefined;
}

/** Background work that outlives a restart: what is to be removed, or brought into an index. */
export interface TableJob extends Place {
  readonly kind: 'delete-table' | 'delete-index' | 'fill-index';
  readonly tableId: string;
  readonly tableName: string;
  readonly indexId?: number;
  /** Its items belong to a backup now. */
  readonly keepsItems?: boolean;
  /** How far it came: an encoded key in base64. */
  readonly after?: string;
}

export const jobRecord = jsonRecord<TableJob>({ name: 'dynamodb.job', version: 1 });

/** A transaction that was done, by its token. */
export const tokenRecord = jsonRecord<{ readonly digest: string; readonly atMs: number }>({
  name: 'dynamodb.token',
  version: 1,
});

const dynamodb = (place: Place, kind: string): Key => ['regional', place.accountId, place.region, 'dynamodb', kind];

/** What stands below a table's id is found by it. */
export type TableId = Place & { readonly id: string };

/** What an entry is found by: the hash of its hash key, then its sort key. */
export interface Position {
  readonly hash: Uint8Array;
  readonly sort: readonly KeyPart[];
}

export const keys = {
  tables: (place: Place): Key => dynamodb(place, 'table'),
  table: (place: Place, name: string): Key => [...dynamodb(place, 'table'), name],
  items: (table: TableId): Key => [...dynamodb(table, 'item'), idBytes(table.id)],
  /** All entries of all indexes of a table. */
  indexes: (table: TableId): Key => [...dynamodb(table, 'index'), idBytes(table.id)],
  index: (table: TableId, indexId: number): Key => [...dynamodb(table, 'index'), idBytes(table.id), BigInt(indexId)],
  counters: (table: TableId): Key => [...dynamodb(table, 'counter'), idBytes(table.id)],
  indexCounters: (table: TableId, indexId: number): Key => [
    ...dynamodb(table, 'counter'),
    idBytes(table.id),
    BigInt(indexId),
  ],
  /** Index 0 is the table itself. */
  counter: (table: TableId, indexId: number, what: 'items' | 'bytes'): Key => [
    ...dynamodb(table, 'counter'),
    idBytes(table.id),
    BigInt(indexId),
    what,
  ],
  /** The changes of a table with a stream, numbered in the order of their commits. */
  stream: (table: TableId, label: string): Key => [...dynamodb(table, 'stream'), idBytes(table.id), label],
  /** Below it lie the tokens of all accounts, by pieces of time. */
  tokens: (): Key => ['system', 'dynamodb', 'token'],
  tokensOf: (piece: number): Key => ['system', 'dynamodb', 'token', BigInt(piece)],
  token: ({ accountId, region }: Place, piece: number, token: string): Key => [
    'system',
    'dynamodb',
    'token',
    BigInt(piece),
    accountId,
    region,
    token,
  ],
  jobs: (): Key => ['system', 'dynamodb', 'job'],
  job: ({ kind, tableId, indexId = 0 }: TableJob): Key => ['system', 'dynamodb', 'job', kind, tableId, BigInt(indexId)],
};

/** An 8-byte counter, as Store.commit's `adds` keeps it. */
export function decodeCounter(value: Uint8Array | undefined): number {
  if (!value) return 0;
  return Number(Buffer.from(value.buffer, value.byteOffset, value.byteLength).readBigInt64BE());
}

/** The last element of a key: a name. */
export const lastPart = (key: Key): string => String(key.at(-1));

export function idBytes(uuid: string): Uint8Array {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}
