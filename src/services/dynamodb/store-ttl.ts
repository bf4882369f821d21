/** Keys and records of time to live: which items expire when, kept with each write of an item. */
import { jsonRecord } from '../../storage/record.ts';
import type { Key } from '../../storage/store.ts';
import { idBytes, type Place } from './store.ts';

/** As its table's record has it. */
export interface TtlState {
  /** Of this switching on and of no other. */
  readonly id: string;
  readonly attribute: string;
  /** The expiry of what was there before is still being noted. */
  readonly filling?: boolean;
}

/** What the background work has to do for a table; `removing`, it is switched off or the table is gone. */
export interface TtlRecord extends Place {
  readonly ttlId: string;
  readonly tableId: string;
  readonly tableName: string;
  readonly attribute: string;
  readonly state: 'filling' | 'on' | 'removing';
  /** How far the filling came: an encoded key in base64. */
  readonly after?: string;
}

export const ttlRecord = jsonRecord<TtlRecord>({ name: 'dynamodb.ttl', version: 1 });

/** Of an entry that says all in its key. */
export const EXPIRY_MARK: Uint8Array = Uint8Array.of(4, 1);

const TTL: Key = ['system', 'dynamodb', 'ttl'];

export const ttlKeys = {
  all: (): Key => TTL,
  one: (ttlId: string): Key => [...TTL, ttlId],
  expiries: ({ accountId, region }: Place, ttlId: string): Key => [
    'regional',
    accountId,
    region,
    'dynamodb',
    'expiry',
    idBytes(ttlId),
  ],
};
