/** What of a data directory is kept in a backup, and where it lies; the same names in both. */
import type { BlobId } from '../blob/blobs.ts';
import type { Key } from '../storage/store.ts';

export const STATE = 'state.sqlite';
export const TELEMETRY = 'telemetry.sqlite';
export const SPOOL = 'spool';
export const BLOBS = 'blobs';
export const MASTER_KEY = 'master.key';
export const CREDENTIALS = 'credentials';

/** The blobs that an entry of the state store refers to. Throws where the entry is no record of its kind. */
export type BlobReferences = (key: Key, value: Uint8Array) => readonly BlobId[];
