/** Keys and records of exports to S3 and imports from it, and of the work that they leave. */
import { jsonRecord } from '../../storage/record.ts';
import type { Key } from '../../storage/store.ts';
import type { TableCreationParameters } from './model.ts';
import type { Place, TableRecord } from './store.ts';

export type TransferKind = 'export' | 'import';

export interface Failure {
  readonly code: string;
  readonly message: string;
}

interface TransferRecord extends Place {
  /** `01795800600000-0a1b2c3d`: the end of its ARN, in the order of making. */
  readonly id: string;
  readonly status: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
  readonly token?: string;
  readonly bucket: string;
  readonly bucketOwner?: string;
  readonly prefix?: string;
  readonly failure?: Failure;
}

export interface ExportRecord extends TransferRecord {
  /** The table as it was. */
  readonly table: TableRecord;
  readonly atMs: number;
  readonly encryption?: 'AES256';
  /** Where the copy of its items lies, as a table's: that of no table. */
  readonly dataId: string;
  /** The copy is complete. */
  readonly copied: boolean;
  readonly items: number;
  readonly bytes: number;
}

export const exportRecord = jsonRecord<ExportRecord>({ name: 'dynamodb.export', version: 1 });

export interface ImportRecord extends TransferRecord {
  readonly tableId: string;
  readonly format: 'DYNAMODB_JSON' | 'CSV';
  readonly csv?: { readonly delimiter?: string; readonly header?: readonly string[] };
  readonly compression: 'GZIP' | 'ZSTD' | 'NONE';
  readonly creation: TableCreationParameters;
  /** How many there were when it was asked for. */
  readonly objects: number;
  readonly counts: ImportCounts;
}

export interface ImportCounts {
  readonly processedBytes: number;
  readonly processed: number;
  readonly imported: number;
  readonly errors: number;
}

export const importRecord = jsonRecord<ImportRecord>({ name: 'dynamodb.import', version: 1 });

/** One that is under way. */
export interface TransferJob extends Place {
  readonly kind: TransferKind;
  readonly id: string;
}

export const transferJobRecord = jsonRecord<TransferJob>({ name: 'dynamodb.transfer', version: 1 });

/** A request that was answered, by its token; and when what it made is forgotten. */
export const transferTokenRecord = jsonRecord<{ readonly digest: string; readonly id: string; readonly atMs: number }>({
  name: 'dynamodb.transfer-token',
  version: 1,
});

export const transferExpiryRecord = jsonRecord<TransferJob & { readonly token?: string }>({
  name: 'dynamodb.transfer-expiry',
  version: 1,
});

const JOBS: Key = ['system', 'dynamodb', 'transfer'];
const EXPIRIES: Key = ['system', 'dynamodb', 'transfer-expiry'];

export const transferKeys = {
  all: ({ accountId, region }: Place, kind: TransferKind): Key => ['regional', accountId, region, 'dynamodb', kind],
  one: ({ accountId, region, kind, id }: TransferJob): Key => ['regional', accountId, region, 'dynamodb', kind, id],
  token: ({ accountId, region }: Place, kind: TransferKind, token: string): Key => [
    'regional',
    accountId,
    region,
    'dynamodb',
    'transfer-token',
    kind,
    token,
  ],
  jobs: (): Key => JOBS,
  jobsOf: (kind: TransferKind): Key => [...JOBS, kind],
  job: ({ kind, id }: Pick<TransferJob, 'kind' | 'id'>): Key => [...JOBS, kind, id],
  expiry: (atMs: number, id: string): Key => [...EXPIRIES, BigInt(atMs), id],
};
