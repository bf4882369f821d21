/**
 * Encryption with keys of the customer (SSE-C): the bytes are ciphered under the key that each request brings, before
 * they are sealed as all are. The key is never kept; a salted proof tells it from others.
 */
import { createCipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Ids } from '../../kit/ids.ts';
import { WireError } from '../../wire/error.ts';
import { accessDenied, invalidArgument, invalidRequest } from './errors.ts';
import type { CustomerKeyProof } from './store.ts';

export interface CustomerKeyInput {
  readonly SSECustomerAlgorithm?: string | undefined;
  readonly SSECustomerKey?: string | undefined;
  readonly SSECustomerKeyMD5?: string | undefined;
  readonly ServerSideEncryption?: string | undefined;
}

export interface CustomerKey {
  readonly bytes: Buffer;
  /** Base64, as the client said it. */
  readonly md5: string;
}

const KEY_BYTES = 32;
const SALT_BYTES = 16;
const BLOCK_BYTES = 16;
const WITH = 'Requests specifying Server Side Encryption with Customer provided keys must provide';
const PREFIX = 'x-amz-server-side-encryption';

/** Undefined where the request brings none. Messages recorded in public reports, 2026-11-27. */
export function readCustomerKey(input: CustomerKeyInput): CustomerKey | undefined {
  const { SSECustomerAlgorithm: algorithm, SSECustomerKey: text, SSECustomerKeyMD5: md5 } = input;
  if (algorithm === undefined && text === undefined && md5 === undefined) return undefined;
  if (input.ServerSideEncryption !== undefined) {
    throw invalidArgument(
      'Server Side Encryption with Customer provided key is incompatible with the encryption method specified',
      PREFIX,
      input.ServerSideEncryption,
    );
  }
  if (algorithm === undefined) throw invalidArgument(`${WITH} a valid encryption algorithm.`, PREFIX, 'null');
  if (algorithm !== 'AES256') {
    const words = 'The encryption request you specified is not valid. The valid value is AES256.';
    throw new WireError('InvalidEncryptionAlgorithmError', 400, words, {
      ArgumentName: PREFIX,
      ArgumentValue: algorithm,
    });
  }
  if (text === undefined) throw invalidArgument(`${WITH} an appropriate secret key.`, PREFIX, 'null');
  if (md5 === undefined) throw invalidArgument(`${WITH} the client calculated MD5 of the secret key.`, PREFIX, 'null');
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== KEY_BYTES || bytes.toString('base64') !== text) {
    throw invalidArgument('The secret key was invalid for the specified algorithm.', `${PREFIX}-customer-key`, 'null');
  }
  if (createHash('md5').update(bytes).digest('base64') !== md5) {
    const words = 'The calculated MD5 hash of the key did not match the hash that was provided.';
    throw invalidArgument(words, `${PREFIX}-customer-key-MD5`, md5);
  }
  return { bytes, md5 };
}

/** Buckets refuse them unless their encryption configuration says otherwise (AWS, since 2026-04). */
export function refuseBlocked(bucket: { readonly blocksCustomerKeys: boolean }, key: CustomerKey | undefined): void {
  if (key && bucket.blocksCustomerKeys) throw accessDenied();
}

export function proveKey(ids: Pick<Ids, 'bytes'>, key: CustomerKey): CustomerKeyProof {
  const salt = Buffer.from(ids.bytes(SALT_BYTES));
  return { salt: salt.toString('base64'), proof: derive(key, 'proof', salt).toString('base64') };
}

/** The request's key must be the object's: all that GetObject's documentation says of it. */
export function requireSameKey(proof: CustomerKeyProof | undefined, key: CustomerKey | undefined): void {
  if (!proof && !key) return;
  if (!proof) throw invalidRequest('The encryption parameters are not applicable to this object.');
  if (!key) {
    throw invalidRequest(
      'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
    );
  }
  if (!isSameKey(proof, key)) throw accessDenied();
}

/** A part's key must be that of its upload (recorded in public reports: aws-sdk-ruby's issue 1084, 2026-11-27). */
export function requireUploadKey(proof: CustomerKeyProof | undefined, key: CustomerKey | undefined): void {
  if (!proof && !key) return;
  if (!proof || !key) {
    throw invalidRequest(
      'The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.',
    );
  }
  if (!isSameKey(proof, key))
    throw invalidRequest('The provided encryption parameters did not match the ones used originally.');
}

function isSameKey({ salt, proof }: CustomerKeyProof, key: CustomerKey): boolean {
  return timingSafeEqual(derive(key, 'proof', Buffer.from(salt, 'base64')), Buffer.from(proof, 'base64'));
}

/** As members of an answer. */
export function describeKey(key: CustomerKey | undefined): {
  readonly SSECustomerAlgorithm?: string;
  readonly SSECustomerKeyMD5?: string;
  readonly ServerSideEncryption?: 'AES256';
} {
  if (!key) return { ServerSideEncryption: 'AES256' };
  return { SSECustomerAlgorithm: 'AES256', SSECustomerKeyMD5: key.md5 };
}

/** For one piece of content, under a key of its own. */
export interface PieceCipher {
  readonly key: CustomerKey;
  /** Base64. */
  readonly salt: string;
}

export function newCipher(ids: Pick<Ids, 'bytes'>, key: CustomerKey): PieceCipher {
  return { key, salt: Buffer.from(ids.bytes(SALT_BYTES)).toString('base64') };
}

/** Ciphers and deciphers: AES-256 in counter mode, from a byte on. What it makes is authenticated by the layers below. */
export function cipherFrom({ key, salt }: PieceCipher, startByte: number): (bytes: Uint8Array) => Uint8Array {
  const counter = Buffer.alloc(BLOCK_BYTES);
  counter.writeBigUInt64BE(BigInt(Math.floor(startByte / BLOCK_BYTES)), 8);
  const cipher = createCipheriv('aes-256-ctr', derive(key, 'bytes', Buffer.from(salt, 'base64')), counter);
  cipher.update(Buffer.alloc(startByte % BLOCK_BYTES));
  return (bytes) => cipher.update(bytes);
}

function derive({ bytes }: CustomerKey, purpose: string, salt: Buffer): Buffer {
  return createHmac('sha256', bytes).update(`virga.s3.${purpose}/`).update(salt).digest();
}
