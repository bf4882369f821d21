/** The only file that knows the service's keys and record versions. */
import { jsonRecord } from '../../storage/record.ts';
import type { Key } from '../../storage/store.ts';

export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** Which function: its name, and whose and where it is. */
export interface FunctionId extends Place {
  readonly name: string;
}

export function idOf({ accountId, region, name }: FunctionId): FunctionId {
  return { accountId, region, name };
}

export interface FunctionRecord extends FunctionId {
  /** Of this function and of no other, not even of one of the same name: 32 hexadecimal digits. */
  readonly id: string;
  readonly modifiedAtMs: number;
  /** Of the API: changes with everything that is seen of the function, its state included. */
  readonly revisionId: string;
  readonly state: FunctionState;
  /** Absent until the function is first active. */
  readonly lastUpdate?: LastUpdate;
  /** What was last asked for, and is seen. */
  readonly latest: FunctionSettings;
  /** What runs, where it is not `latest`: while that is being prepared, and after its preparation failed. */
  readonly running?: FunctionSettings;
  /** The resource policy's statements, as JSON texts in the order in which AWS writes their members. */
  readonly statements: readonly PolicyStatement[];
  readonly tags: Readonly<Record<string, string>>;
  readonly reservedConcurrency?: number;
}

export interface FunctionState {
  readonly name: 'Pending' | 'Active' | 'Failed';
  readonly reason?: string;
  readonly code?: ReasonCode;
}

export interface LastUpdate {
  readonly status: 'InProgress' | 'Successful' | 'Failed';
  readonly reason?: string;
  readonly code?: ReasonCode;
}

/** Those of the model that can come about here. `Creating` is not in the model for updates, but AWS says it. */
export type ReasonCode = 'Creating' | 'InvalidRuntime' | 'InvalidZipFileException' | 'InternalError';

export interface FunctionSettings {
  /** Changes with every change of code or configuration: the runtime's revision. */
  readonly buildId: string;
  readonly runtime: string;
  readonly handler: string;
  readonly description: string;
  readonly roleArn: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly ephemeralStorageMb: number;
  readonly architecture: Architecture;
  readonly logGroup: string;
  /** JSON object of the variables, sealed for the function's ARN, base64; absent where there are none. */
  readonly sealedEnvironment?: string;
  readonly code: StoredCode;
}

export type Architecture = 'x86_64' | 'arm64';

export interface StoredCode {
  /** Base64. */
  readonly sha256: string;
  readonly blobId: string;
  readonly sizeBytes: number;
}

export interface PolicyStatement {
  readonly sid: string;
  /** `lambda:Principal` of RemovePermission. */
  readonly principal: string;
  /** `lambda:FunctionUrlAuthType` of RemovePermission. */
  readonly functionUrlAuthType?: string;
  readonly json: string;
}

export const functionRecord = jsonRecord<FunctionRecord>({ name: 'lambda.function', version: 1 });
/** Which function still has to be prepared. */
export const unpreparedRecord = jsonRecord<FunctionId>({ name: 'lambda.unprepared', version: 1 });
/** Whose package it is. */
export const packageRecord = jsonRecord<FunctionId>({ name: 'lambda.package', version: 1 });
/** Concurrency that all functions of a place have reserved. */
export const reservedRecord = jsonRecord<{ readonly concurrency: number }>({ name: 'lambda.reserved', version: 1 });

const lambda = (place: Place, kind: string): Key => ['regional', place.accountId, place.region, 'lambda', kind];

export const keys = {
  functions: (place: Place): Key => lambda(place, 'function'),
  function: (id: FunctionId): Key => [...lambda(id, 'function'), id.name],
  reserved: (place: Place): Key => lambda(place, 'reserved'),
  functionCount: (place: Place): Key => lambda(place, 'function-count'),
  codeBytes: (place: Place): Key => lambda(place, 'code-bytes'),
  /** Present while a record refers to the package: what the sweeper of orphaned blobs asks for. */
  package: (blobId: string): Key => ['system', 'lambda', 'package', blobId],
  unprepared: (): Key => ['system', 'lambda', 'unprepared'],
  unpreparedFunction: (id: FunctionId): Key => ['system', 'lambda', 'unprepared', id.accountId, id.region, id.name],
  /** Of the key alone, so that a damaged value keeps nobody from being prepared. */
  unpreparedId: (key: Key): FunctionId => {
    const [accountId = '', region = '', name = ''] = key.slice(-3).map(String);
    return { accountId, region, name };
  },
};

/** An 8-byte counter, as Store.commit's `adds` keeps it. */
export function decodeCounter(value: Uint8Array | undefined): number {
  if (!value) return 0;
  return Number(Buffer.from(value.buffer, value.byteOffset, value.byteLength).readBigInt64BE());
}

/** Every package that a record refers to. */
export function codesOf(record: FunctionRecord): readonly StoredCode[] {
  const { latest, running } = record;
  return running && running.code.blobId !== latest.code.blobId ? [latest.code, running.code] : [latest.code];
}
