/** Keys and records of backups, of the logs that bring a table back to a moment, and of the work that copies tables. */
import { CorruptRecordError, jsonRecord } from '../../storage/record.ts';
import type { Key } from '../../storage/store.ts';
import { idBytes, type Place, type TableRecord } from './store.ts';

/** Of a table: each of its writes leaves what was there before. */
export interface ChangeLogState {
  /** Of this log and of no other. */
  readonly id: string;
  /** Copies that are being made, for which it is kept even without point-in-time recovery. */
  readonly copies: readonly string[];
}

export interface RecoveryState {
  readonly sinceMs: number;
  readonly periodDays: number;
}

/** What a log belongs to; `removing`, nobody needs it any more. */
export interface LogRecord extends Place {
  readonly logId: string;
  readonly tableName: string;
  readonly state: 'on' | 'removing';
}

export const logRecord = jsonRecord<LogRecord>({ name: 'dynamodb.log', version: 1 });

export interface BackupRecord extends Place {
  /** `01795800600000-0a1b2c3d`: the end of its ARN, in the order of making. */
  readonly id: string;
  readonly name: string;
  readonly status: 'CREATING' | 'AVAILABLE';
  readonly createdAtMs: number;
  /** Of one that a deleted table left. */
  readonly expiresAtMs?: number;
  /** The table as it was. */
  readonly table: TableRecord;
  /** Where its items lie, as a table's: that of no table. */
  readonly dataId: string;
  readonly items: number;
  readonly bytes: number;
  /** Of the copy to which it is being restored. */
  readonly restoring?: string;
}

export const backupRecord = jsonRecord<BackupRecord>({ name: 'dynamodb.backup', version: 1 });

/** When a backup goes by itself. */
export const expiryRecord = jsonRecord<Place & { readonly backupId: string }>({
  name: 'dynamodb.backup-expiry',
  version: 1,
});

/** A table's items that are copied as they were at a moment: into a backup, for an export, or into a new table. */
export interface CopyRecord extends Place {
  readonly id: string;
  readonly into:
    | { readonly backupId: string }
    | { readonly exportId: string }
    | { readonly tableName: string; readonly tableId: string };
  /** The items below this id are copied. */
  readonly sourceId: string;
  /** The table whose log is undone; absent where the source does not change. */
  readonly log?: { readonly id: string; readonly tableName: string };
  /** The backup that is the source. */
  readonly fromBackupId?: string;
  /** What came behind this number of the log is undone. */
  readonly position?: string;
  /** Copying: the last key, encoded, in base64. */
  readonly after?: string;
  /** Undoing: the lowest number that has been undone, or one above the highest there is. */
  readonly undoneTo?: string;
}

export const copyRecord = jsonRecord<CopyRecord>({ name: 'dynamodb.copy', version: 1 });

const LOGS: Key = ['system', 'dynamodb', 'log'];
const EXPIRIES: Key = ['system', 'dynamodb', 'backup-expiry'];
const COPIES: Key = ['system', 'dynamodb', 'copy'];

export const backupKeys = {
  logs: (): Key => LOGS,
  log: (logId: string): Key => [...LOGS, logId],
  /** What the writes of a table have left, numbered in the order of their commits. */
  changes: ({ accountId, region }: Place, logId: string): Key => [
    'regional',
    accountId,
    region,
    'dynamodb',
    'change-log',
    idBytes(logId),
  ],
  copies: (): Key => COPIES,
  copy: (id: string): Key => [...COPIES, id],
  expiries: (): Key => EXPIRIES,
  expiry: (atMs: number, backupId: string): Key => [...EXPIRIES, BigInt(atMs), backupId],
  backups: ({ accountId, region }: Place): Key => ['regional', accountId, region, 'dynamodb', 'backup'],
  backup: ({ accountId, region }: Place, id: string): Key => ['regional', accountId, region, 'dynamodb', 'backup', id],
};

const CODEC = 5;
const VERSION = 1;
const HEADER_BYTES = 11;
const WAS_ABSENT = 0;
const WAS_THERE = 1;

/** What a write leaves in the log: the item as it was, or the key of one that was not there. */
export interface Logged {
  readonly atMs: number;
  /** A stored item. */
  readonly before?: Uint8Array;
  /** JSON. */
  readonly key?: string;
}

export function encodeLogged({ atMs, before, key = '{}' }: Logged): Uint8Array {
  const body = before ?? Buffer.from(key);
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + body.length);
  bytes[0] = CODEC;
  bytes[1] = VERSION;
  bytes.writeDoubleBE(atMs, 2);
  bytes[10] = before ? WAS_THERE : WAS_ABSENT;
  bytes.set(body, HEADER_BYTES);
  return bytes;
}

export function decodeLogged(value: Uint8Array): Logged {
  if (value[0] !== CODEC || value[1] !== VERSION) throw new CorruptRecordError('dynamodb.logged', 'unknown codec');
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const atMs = bytes.readDoubleBE(2);
  const body = bytes.subarray(HEADER_BYTES);
  return bytes[10] === WAS_THERE ? { atMs, before: body } : { atMs, key: body.toString() };
}
