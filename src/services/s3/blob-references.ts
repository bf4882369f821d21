/** Which blobs a stored record refers to: for `./virga check` and backups. */
import type { BlobId } from '../../blob/blobs.ts';
import type { Key } from '../../storage/store.ts';
import { type Content, isMarker, objectRecord, partRecord, partsPageRecord, versionRecord } from './store.ts';

/** Throws CorruptRecordError where the record cannot be read. */
export function s3BlobReferences(key: Key, value: Uint8Array): readonly BlobId[] {
  const [space, , , service, kind] = key;
  if (space !== 'regional' || service !== 's3') return [];
  if (kind === 'object') return blobsOf(objectRecord.decode(value).content);
  if (kind === 'part') return blobsOf(partRecord.decode(value).content);
  if (kind === 'parts') return partsPageRecord.decode(value).flatMap(({ content }) => blobsOf(content));
  if (kind !== 'version') return [];
  const record = versionRecord.decode(value);
  return isMarker(record) ? [] : blobsOf(record.content);
}

function blobsOf(content: Content): readonly BlobId[] {
  return content.kind === 'blob' ? [content.id] : [];
}
