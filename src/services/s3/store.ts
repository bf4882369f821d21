/**
 * The only file that knows the service's keys and record versions. Objects lie below the bucket's id, so that a bucket
 * that is deleted and made again never shows what the first one held. The newest version of a key is under `object`
 * where it is an object; other versions, and every delete marker, are under `version`, the newest first.
 */
import { jsonRecord } from '../../storage/record.ts';
import type { Key } from '../../storage/store.ts';

export interface Place {
  readonly accountId: string;
  readonly region: string;
}

export interface BucketRecord extends Place {
  /** Of this bucket and of no other, not even of one of the same name: 32 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  /** Deleting: nothing may be written any more, and whether it is empty is being found out. */
  readonly state: 'active' | 'deleting';
  /** Absent until it is first set. */
  readonly versioning?: 'Enabled' | 'Suspended';
  /** Was said once with the versioning: it is told from then on. */
  readonly mfaDelete?: 'Disabled';
  /** Absent where its controls were deleted: as ObjectWriter. */
  readonly ownership?: ObjectOwnership;
  /** On for all new buckets; absent where it was deleted. */
  readonly publicAccessBlock?: PublicAccessBlock;
  readonly objectLock?: ObjectLockSettings;
  /** Encryption with customer keys is refused: of all new buckets, until their encryption configuration opens it. */
  readonly blocksCustomerKeys: boolean;
  /** Which configurations have a record of their own. Every change of one changes this record too: see configs.ts. */
  readonly configs: readonly ConfigKind[];
}

export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';

/** Present where object lock is enabled. */
export interface ObjectLockSettings {
  readonly defaultRetention?: { readonly mode: RetentionMode; readonly days?: number; readonly years?: number };
}

/** By the names of the API. */
export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean;
  readonly IgnorePublicAcls: boolean;
  readonly BlockPublicPolicy: boolean;
  readonly RestrictPublicBuckets: boolean;
}

export type AclPermission = 'FULL_CONTROL' | 'READ' | 'READ_ACP' | 'WRITE' | 'WRITE_ACP';

/** To an account, by its canonical id, or to one of S3's groups, by its URI. */
export type AclGrant = { readonly permission: AclPermission } & (
  | { readonly account: string }
  | { readonly group: string }
);

export type RetentionMode = 'GOVERNANCE' | 'COMPLIANCE';

/** Configurations of a bucket that are records of their own. */
export type ConfigKind =
  | 'accelerate'
  | 'acl'
  | 'analytics'
  | 'cors'
  | 'encryption'
  | 'intelligent-tiering'
  | 'inventory'
  | 'lifecycle'
  | 'logging'
  | 'metrics'
  | 'notification'
  | 'policy'
  | 'replication'
  | 'request-payment'
  | 'tagging'
  | 'website';

/** Where bytes are that came in one piece. `cipherSalt`: ciphered under the customer's key, too; base64. */
export type PieceContent =
  | { readonly kind: 'none' }
  /** In a record of their own, sealed. */
  | { readonly kind: 'inline'; readonly id: string; readonly cipherSalt?: string }
  | { readonly kind: 'blob'; readonly id: string; readonly cipherSalt?: string };

/** Where an object's bytes are. */
export type Content = PieceContent | PartsContent;

/** The parts of an upload, as they were put, one behind the other; listed in pages of their own. */
export interface PartsContent {
  readonly kind: 'parts';
  readonly id: string;
  readonly partsCount: number;
  readonly pages: readonly PartsPageHead[];
}

export interface PartsPageHead {
  /** Of the object. */
  readonly startByte: number;
  readonly lastPartNumber: number;
}

export interface PartRecord {
  readonly number: number;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly modifiedAtMs: number;
  readonly checksum?: StoredChecksum;
  readonly content: PieceContent;
}

export interface UploadRecord {
  readonly initiatedAtMs: number;
  /** ARN of who began it. */
  readonly initiator: string;
  readonly object: ObjectSettings;
  readonly checksum?: UploadChecksum;
  /** It is being completed: whoever puts a part takes this away, so that the completion begins anew. */
  readonly completing?: true;
}

/** Whether the client chose it; else it is what S3 computes by itself. */
export interface UploadChecksum {
  readonly algorithm: string;
  readonly type: StoredChecksum['type'];
}

/** What was answered to a completion, for whoever asks again. */
export interface CompletedRecord {
  readonly key: string;
  readonly completedAtMs: number;
  /** Of the list of parts. */
  readonly fingerprint: string;
  readonly versionId: string;
  readonly etag: string;
  readonly checksum?: StoredChecksum;
}

export interface ObjectRecord extends ObjectSettings {
  /** Grows by one with each version of the key. */
  readonly sequence: number;
  /** `null` for those made while versioning was not enabled. */
  readonly versionId: string;
  readonly modifiedAtMs: number;
  /** Without quotes. */
  readonly etag: string;
  readonly sizeBytes: number;
  readonly content: Content;
  readonly checksum?: StoredChecksum;
}

/** What is said of an object beside its bytes. */
export interface ObjectSettings {
  /** By the names of the API: ContentType, CacheControl … */
  readonly headers: Readonly<Partial<Record<SystemHeader, string>>>;
  readonly metadata?: Readonly<Record<string, string>>;
  /** STANDARD where it is absent. */
  readonly storageClass?: string;
  readonly tags?: Tags;
  /** Counts only while the bucket's ownership lets lists count. Absent: the owner's alone. */
  readonly acl?: readonly AclGrant[];
  readonly retention?: { readonly mode: RetentionMode; readonly untilMs: number };
  /** False where it was taken away. */
  readonly legalHold?: boolean;
  /** Encrypted with a key of the customer. */
  readonly customerKey?: CustomerKeyProof;
}

/** Tells the right key from others without holding it: HMAC-SHA256 of the salt under the key. Base64. */
export interface CustomerKeyProof {
  readonly salt: string;
  readonly proof: string;
}

export type SystemHeader =
  | 'CacheControl'
  | 'ContentDisposition'
  | 'ContentEncoding'
  | 'ContentLanguage'
  | 'ContentType'
  | 'Expires'
  | 'WebsiteRedirectLocation';

export interface StoredChecksum {
  readonly algorithm: string;
  /** Base64, as on the wire. */
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** In the order in which they were given. */
export type Tags = readonly (readonly [string, string])[];

export interface MarkerRecord {
  readonly deleteMarker: true;
  readonly sequence: number;
  readonly versionId: string;
  readonly modifiedAtMs: number;
}

export type VersionRecord = ObjectRecord | MarkerRecord;

/** Bytes that nothing refers to any more and that are still there. */
export type GarbageRecord = Place & { readonly bucketId: string } & (
    | { readonly blobId: string }
    /** All parts of an object. */
    | { readonly partsId: string }
    /** The parts of an upload that was aborted; of one that was completed, those that the object has not. */
    | { readonly uploadId: string; readonly keptPartsId?: string }
    /** All uploads of a bucket that was deleted. */
    | { readonly uploadsOfBucket: true }
    /** A bucket of this name whose deletion has begun. */
    | { readonly closedBucket: string }
  );

export const bucketRecord = jsonRecord<BucketRecord>({ name: 's3.bucket', version: 1 });
export const objectRecord = jsonRecord<ObjectRecord>({ name: 's3.object', version: 1 });
export const versionRecord = jsonRecord<VersionRecord>({ name: 's3.version', version: 1 });
export const garbageRecord = jsonRecord<GarbageRecord>({ name: 's3.garbage', version: 1 });
/** Which version of a key is the null version, where it is not the current object. */
export const nullVersionRecord = jsonRecord<{ readonly sequence: number }>({ name: 's3.null-version', version: 1 });
/** Whose blob it is. */
export const blobOwnerRecord = jsonRecord<{ readonly bucketId: string; readonly key: string }>({
  name: 's3.blob',
  version: 1,
});
export const uploadRecord = jsonRecord<UploadRecord>({ name: 's3.upload', version: 1 });
export const partRecord = jsonRecord<PartRecord>({ name: 's3.part', version: 1 });
export const partsPageRecord = jsonRecord<readonly PartRecord[]>({ name: 's3.parts', version: 1 });
export const completedRecord = jsonRecord<CompletedRecord>({ name: 's3.completed', version: 1 });
export const bucketOfAccountRecord = jsonRecord<{ readonly region: string; readonly createdAtMs: number }>({
  name: 's3.bucket-of-account',
  version: 1,
});
/** Of an account, for all of its buckets. */
export const publicAccessRecord = jsonRecord<PublicAccessBlock>({ name: 's3.public-access', version: 1 });
/** Each kind of configuration has its own versions behind this one. */
export const configRecord = jsonRecord<unknown>({ name: 's3.config', version: 1 });

const SEALED_BODY = 2;
const BODY_VERSION = 1;

/** A body: sealed bytes as they are. */
export const bodyRecord = {
  encode(sealed: Uint8Array): Uint8Array {
    return Buffer.concat([Uint8Array.of(SEALED_BODY, BODY_VERSION), sealed]);
  },
  decode(bytes: Uint8Array): Uint8Array {
    if (bytes[0] !== SEALED_BODY || bytes[1] !== BODY_VERSION) throw new Error('The stored body has an unknown codec');
    return bytes.subarray(2);
  },
};

/** Where a bucket's things lie. */
export type BucketPlace = Place & { readonly id: string };

const below = ({ accountId, region, id }: BucketPlace, kind: string): Key => [
  'regional',
  accountId,
  region,
  's3',
  kind,
  id,
];

/** Behind every string part of a key. */
const BEHIND_STRINGS = -(2n ** 63n);

export const keys = {
  buckets: (): Key => ['global', 's3', 'bucket'],
  bucket: (name: string): Key => ['global', 's3', 'bucket', name],
  bucketsOfAccount: (accountId: string): Key => ['global', 's3', 'bucket-of-account', accountId],
  bucketOfAccount: (accountId: string, name: string): Key => ['global', 's3', 'bucket-of-account', accountId, name],
  publicAccessOfAccount: (accountId: string): Key => ['global', 's3', 'public-access', accountId],
  config: (bucket: BucketPlace, kind: ConfigKind): Key => [...below(bucket, 'config'), kind],
  objects: (bucket: BucketPlace): Key => below(bucket, 'object'),
  object: (bucket: BucketPlace, key: string): Key => [...below(bucket, 'object'), key],
  /** Where a walk over objects ends: at a key, or behind all of them. */
  objectsEnd: (bucket: BucketPlace, end: string | undefined): Key => [
    ...below(bucket, 'object'),
    end ?? BEHIND_STRINGS,
  ],
  versionsOfBucket: (bucket: BucketPlace): Key => below(bucket, 'version'),
  versions: (bucket: BucketPlace, key: string): Key => [...below(bucket, 'version'), key],
  version: (bucket: BucketPlace, key: string, sequence: number): Key => [
    ...below(bucket, 'version'),
    key,
    BigInt(-sequence),
  ],
  versionsEnd: (bucket: BucketPlace, end: string | undefined): Key => [
    ...below(bucket, 'version'),
    end ?? BEHIND_STRINGS,
  ],
  /** Where the versions older than this one begin. */
  versionsBehind: (bucket: BucketPlace, key: string, sequence: number): Key => [
    ...below(bucket, 'version'),
    key,
    BigInt(1 - sequence),
  ],
  nullVersion: (bucket: BucketPlace, key: string): Key => [...below(bucket, 'null-version'), key],
  body: (bucket: BucketPlace, contentId: string): Key => [...below(bucket, 'body'), contentId],
  uploads: (bucket: BucketPlace): Key => below(bucket, 'upload'),
  uploadsFrom: (bucket: BucketPlace, key: string): Key => [...below(bucket, 'upload'), key],
  uploadsEnd: (bucket: BucketPlace, end: string | undefined): Key => [
    ...below(bucket, 'upload'),
    end ?? BEHIND_STRINGS,
  ],
  upload: (bucket: BucketPlace, key: string, uploadId: string): Key => [...below(bucket, 'upload'), key, uploadId],
  uploadParts: (bucket: BucketPlace, uploadId: string): Key => [...below(bucket, 'part'), uploadId],
  uploadPart: (bucket: BucketPlace, uploadId: string, number: number): Key => [
    ...below(bucket, 'part'),
    uploadId,
    BigInt(number),
  ],
  completed: (bucket: BucketPlace, uploadId: string): Key => [...below(bucket, 'completed'), uploadId],
  completedUploads: (bucket: BucketPlace): Key => below(bucket, 'completed'),
  partsPages: (bucket: BucketPlace, partsId: string): Key => [...below(bucket, 'parts'), partsId],
  partsPage: (bucket: BucketPlace, partsId: string, index: number): Key => [
    ...below(bucket, 'parts'),
    partsId,
    BigInt(index),
  ],
  /** Present while a record refers to the blob, or the garbage does. */
  blob: (blobId: string): Key => ['system', 's3', 'blob', blobId],
  garbage: (): Key => ['system', 's3', 'garbage'],
  garbageEntry: (id: string): Key => ['system', 's3', 'garbage', id],
};

export function isMarker(record: VersionRecord): record is MarkerRecord {
  return 'deleteMarker' in record;
}

/** The last element of a key: a name, an object's key or an id. */
export const lastPart = (key: Key): string => String(key.at(-1));
