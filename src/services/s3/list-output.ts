/** What the listings share: encoding of keys, limits, and objects as they are listed. */
import { canonicalUserId } from './buckets.ts';
import { wholeSeconds } from './conditions.ts';
import { quoted } from './describe-object.ts';
import { invalidArgument } from './errors.ts';
import { LIST_KEYS_MAX } from './limits.ts';
import type { ListedObject } from './list-keys.ts';
import type { ObjectShape } from './model.ts';
import type { BucketRecord } from './store.ts';

/** "max-keys … by default, returns up to 1,000 key names": more is asked for in vain. */
export function readMaxKeys(given: number | undefined, name = 'maxKeys'): number {
  if (given === undefined) return LIST_KEYS_MAX;
  // "Argument maxKeys must be an integer between 0 and 2147483647" (recorded from AWS, 2026-11-23).
  if (given < 0 || given > 2_147_483_647) {
    throw invalidArgument(`Argument ${name} must be an integer between 0 and 2147483647`, name, String(given));
  }
  return Math.min(given, LIST_KEYS_MAX);
}

export type EncodeKey = (text: string) => string;

/** `encoding-type=url`: for keys that XML 1.0 cannot hold. */
export function keyEncoder(encodingType: string | undefined): EncodeKey {
  if (encodingType === undefined) return (text) => text;
  if (encodingType === 'url') return urlEncode;
  throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encodingType);
}

/** As AWS does it: a space is a plus, slashes stay. */
function urlEncode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/');
}

export function describeListed(
  bucket: BucketRecord,
  { key, record }: ListedObject,
  encode: EncodeKey,
  withOwner: boolean,
): ObjectShape {
  const { etag, sizeBytes, modifiedAtMs, storageClass = 'STANDARD', checksum } = record;
  return {
    Key: encode(key),
    LastModified: wholeSeconds(modifiedAtMs),
    ETag: quoted(etag),
    ...(checksum && {
      ChecksumAlgorithm: [checksum.algorithm] as ObjectShape['ChecksumAlgorithm'],
      ChecksumType: checksum.type,
    }),
    Size: sizeBytes,
    ...(withOwner && { Owner: { ID: canonicalUserId(bucket.accountId) } }),
    StorageClass: storageClass as NonNullable<ObjectShape['StorageClass']>,
  };
}
