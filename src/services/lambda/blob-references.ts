/** Which blobs a stored record refers to: for `./virga check` and backups. */
import type { BlobId } from '../../blob/blobs.ts';
import type { Key } from '../../storage/store.ts';
import { codesOf, functionRecord } from './store.ts';

/** Throws CorruptRecordError where the record cannot be read. */
export function lambdaBlobReferences(key: Key, value: Uint8Array): readonly BlobId[] {
  const [space, , , service, kind] = key;
  if (space !== 'regional' || service !== 'lambda' || kind !== 'function') return [];
  return codesOf(functionRecord.decode(value)).map(({ blobId }) => blobId);
}
