/** What the service needs of the tables: main.ts hands it over. */
import type { AttributeValue, KeySchemaElement } from './model.ts';

export interface Place {
  readonly accountId: string;
  readonly region: string;
}

export type Item = Readonly<Record<string, AttributeValue>>;

export interface TableStream extends Place {
  readonly tableId: string;
  readonly tableName: string;
  /** The end of its ARN: when it was made. */
  readonly label: string;
  readonly viewType: 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES' | 'KEYS_ONLY';
  readonly keySchema: readonly KeySchemaElement[];
  readonly createdAtMs: number;
  /** Since then nothing comes in. */
  readonly disabledAtMs?: number;
}

export interface StreamName {
  readonly tableName: string;
  readonly label: string;
}

export interface TableChange {
  /** From 1, in the order of commits. */
  readonly number: bigint;
  readonly event: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly atMs: number;
  readonly sizeBytes: number;
  /** DynamoDB itself did it: the item had expired. */
  readonly byService: boolean;
  readonly keys: Item;
  readonly oldImage: Item | undefined;
  readonly newImage: Item | undefined;
}

export interface StreamSource {
  /** By table name, then from the oldest. */
  list(
    place: Place,
    page: { readonly tableName?: string; readonly after?: StreamName; readonly limit: number },
  ): Promise<{ readonly streams: readonly TableStream[]; readonly more: boolean }>;
  find(place: Place, name: StreamName): Promise<TableStream | undefined>;
  /** The number of the oldest change that is still there, and the one that the next to come will have. */
  bounds(stream: TableStream): Promise<{ readonly first: bigint; readonly next: bigint }>;
  /** Up to 1 MiB, from a number on. */
  read(stream: TableStream, from: bigint, limit: number): Promise<readonly TableChange[]>;
}
