/** What a client says of an object beside its bytes: headers, metadata, tags, storage class. */
import { WireError } from '../../wire/error.ts';
import { invalidArgument, invalidRequest, unsupported } from './errors.ts';
import { KEY_BYTES_MAX, METADATA_BYTES_MAX } from './limits.ts';
import type { ObjectRecord, ObjectSettings, SystemHeader } from './store.ts';

const SYSTEM_HEADERS: readonly SystemHeader[] = [
  'CacheControl',
  'ContentDisposition',
  'ContentEncoding',
  'ContentLanguage',
  'ContentType',
  'Expires',
  'WebsiteRedirectLocation',
];

export interface SettingsInput extends Partial<Record<SystemHeader, string | undefined>> {
  readonly Key: string;
  readonly Metadata?: Readonly<Record<string, string>> | undefined;
  readonly StorageClass?: string | undefined;
  readonly ServerSideEncryption?: string | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly SSEKMSEncryptionContext?: string | undefined;
  readonly BucketKeyEnabled?: boolean | undefined;
}

/** S3 gives this type to objects of none. */
export const DEFAULT_CONTENT_TYPE = 'binary/octet-stream';

/** Storage classes of general purpose buckets; those that need a restore before they are read are listed under Gaps. */
const STORAGE_CLASSES: ReadonlySet<string> = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
]);
const ARCHIVES: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

export function readSettings(input: SettingsInput): ObjectSettings {
  checkKey(input.Key);
  refuseKms(input);
  const metadata = readMetadata(input.Metadata);
  const storageClass = readStorageClass(input.StorageClass);
  return {
    headers: readHeaders(input),
    ...(metadata && { metadata }),
    ...(storageClass !== undefined && { storageClass }),
  };
}

function readHeaders(input: SettingsInput): ObjectRecord['headers'] {
  const headers: Partial<Record<SystemHeader, string>> = {};
  for (const name of SYSTEM_HEADERS) {
    const value = input[name];
    if (value !== undefined && value !== '') headers[name] = value;
  }
  checkRedirect(headers.WebsiteRedirectLocation);
  return headers;
}

/** Message recorded in public reports, 2026-11-27. */
function checkRedirect(location: string | undefined): void {
  if (location === undefined || /^(?:\/|https?:\/\/)/.test(location)) return;
  throw new WireError(
    'InvalidRedirectLocation',
    400,
    "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.",
  );
}

export function checkKey(key: string): void {
  const sizeBytes = Buffer.byteLength(key);
  if (sizeBytes <= KEY_BYTES_MAX) return;
  throw new WireError('KeyTooLongError', 400, 'Your key is too long', {
    Size: String(sizeBytes),
    MaxSizeAllowed: String(KEY_BYTES_MAX),
  });
}

/** Until there are keys to encrypt with. */
export function refuseKms(input: SettingsInput): void {
  const { ServerSideEncryption, SSEKMSKeyId, SSEKMSEncryptionContext, BucketKeyEnabled } = input;
  if (ServerSideEncryption !== undefined && ServerSideEncryption !== 'AES256') {
    if (/^aws:(?:kms|kms:dsse|fsx)$/.test(ServerSideEncryption)) {
      throw unsupported(`the server-side encryption ${ServerSideEncryption}: there is no KMS yet. Use AES256`);
    }
    throw invalidArgument(
      'The encryption method specified is not supported',
      'x-amz-server-side-encryption',
      ServerSideEncryption,
    );
  }
  if (SSEKMSKeyId !== undefined || SSEKMSEncryptionContext !== undefined) {
    throw unsupported('encryption with keys of KMS: there is no KMS yet. Use AES256');
  }
  if (BucketKeyEnabled === true) throw unsupported('bucket keys: there is no KMS yet');
}

/** The size is that of names and values in UTF-8. */
function readMetadata(given: Readonly<Record<string, string>> | undefined): Record<string, string> | undefined {
  const entries = Object.entries(given ?? {}).map(([name, value]) => [name, decodeValue(value)] as const);
  if (entries.length === 0) return undefined;
  const sizeBytes = entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  if (sizeBytes > METADATA_BYTES_MAX) {
    throw new WireError('MetadataTooLarge', 400, 'Your metadata headers exceed the maximum allowed metadata size', {
      Size: String(sizeBytes),
      MaxSizeAllowed: String(METADATA_BYTES_MAX),
    });
  }
  return Object.fromEntries(entries);
}

/** Header values are bytes: UTF-8 where they are that, and RFC 2047 where they say it (user guide, UsingMetadata). */
function decodeValue(value: string): string {
  const encoded = /^=\?UTF-8\?([BQ])\?([^?]*)\?=$/i.exec(value);
  if (encoded) return decodeWord(encoded[1] ?? '', encoded[2] ?? '');
  if (!/[\u0080-\u00ff]/.test(value)) return value;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
}

function decodeWord(encoding: string, text: string): string {
  if (encoding.toUpperCase() === 'B') return Buffer.from(text, 'base64').toString();
  const bytes = text
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

/** As AWS returns it: what is not US-ASCII as RFC 2047. */
export function describeMetadata(metadata: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata ?? {}).map(([name, value]) => [name, encodeValue(value)]));
}

function encodeValue(value: string): string {
  if (/^[\x20-\x7e]*$/.test(value)) return value;
  return `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`;
}

function readStorageClass(name: string | undefined): string | undefined {
  if (name === undefined || name === 'STANDARD') return undefined;
  if (ARCHIVES.has(name))
    throw unsupported(`the storage class ${name}, whose objects must be restored before they are read`);
  if (STORAGE_CLASSES.has(name)) return name;
  throw new WireError('InvalidStorageClass', 400, 'The storage class you specified is not valid', {
    StorageClassRequested: name,
  });
}

/** What only directory buckets have. */
export function refuseAppend(offset: number | undefined): void {
  if (offset !== undefined) throw invalidRequest('WriteOffsetBytes is only supported for directory buckets.');
}
