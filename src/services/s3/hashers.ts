/** The digests that S3 knows, computed while bytes flow: natively where node has them, else by hash-wasm. */
import { createHash, hash as hashAtOnce } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { IHasher } from 'hash-wasm';
import { POOLED_HASHERS_MAX } from './limits.ts';

export const CHECKSUM_ALGORITHMS = [
  'CRC32',
  'CRC32C',
  'CRC64NVME',
  'SHA1',
  'SHA256',
  'SHA512',
  'MD5',
  'XXHASH64',
  'XXHASH3',
  'XXHASH128',
] as const;

export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** Of each digest. */
export const DIGEST_BYTES: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
  SHA512: 64,
  MD5: 16,
  XXHASH64: 8,
  XXHASH3: 8,
  XXHASH128: 16,
};

export interface Hasher {
  update(bytes: Uint8Array): void;
  /** Once, at the end. */
  digest(): Buffer;
}

/** A promise only where the first of its kind has to be compiled, or all are in use. */
export function openHasher(algorithm: ChecksumAlgorithm): Hasher | Promise<Hasher> {
  switch (algorithm) {
    case 'CRC32':
      return new Crc32();
    case 'SHA1':
    case 'SHA256':
    case 'SHA512':
    case 'MD5':
      return nativeHasher(algorithm.toLowerCase());
    case 'CRC32C':
    case 'CRC64NVME':
    case 'XXHASH64':
    case 'XXHASH3':
    case 'XXHASH128':
      return pooled(algorithm);
  }
}

/** Of bytes that are all there: one call where node has it, a third of what a hasher takes for a few kilobytes. */
export function digestAtOnce(algorithm: ChecksumAlgorithm, bytes: Uint8Array): Buffer | Promise<Buffer> {
  if (isNative(algorithm)) return hashAtOnce(algorithm.toLowerCase(), bytes, 'buffer');
  const hasher = openHasher(algorithm);
  return hasher instanceof Promise ? hasher.then((opened) => digested(opened, bytes)) : digested(hasher, bytes);
}

function digested(hasher: Hasher, bytes: Uint8Array): Buffer {
  hasher.update(bytes);
  return hasher.digest();
}

function isNative(algorithm: ChecksumAlgorithm): boolean {
  return algorithm === 'MD5' || algorithm.startsWith('SHA');
}

function nativeHasher(name: string): Hasher {
  const hash = createHash(name);
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
}

class Crc32 implements Hasher {
  #value = 0;

  update(bytes: Uint8Array): void {
    this.#value = crc32(bytes, this.#value);
  }

  digest(): Buffer {
    const bytes = Buffer.allocUnsafe(4);
    bytes.writeUInt32BE(this.#value);
    return bytes;
  }
}

type PooledAlgorithm = Exclude<ChecksumAlgorithm, 'CRC32' | 'SHA1' | 'SHA256' | 'SHA512' | 'MD5'>;

/** The polynomials are written in reverse, as hash-wasm takes them. */
const MAKERS: Readonly<Record<PooledAlgorithm, () => Promise<IHasher>>> = {
  CRC32C: async () => (await import('hash-wasm')).createCRC32(0x82f63b78),
  CRC64NVME: async () => (await import('hash-wasm')).createCRC64('9a6c9329ac4bc9b5'),
  XXHASH64: async () => (await import('hash-wasm')).createXXHash64(),
  XXHASH3: async () => (await import('hash-wasm')).createXXHash3(),
  XXHASH128: async () => (await import('hash-wasm')).createXXHash128(),
};

const free = new Map<PooledAlgorithm, IHasher[]>();

function pooled(algorithm: PooledAlgorithm): Hasher | Promise<Hasher> {
  const ready = free.get(algorithm)?.pop();
  return ready ? borrowed(algorithm, ready) : MAKERS[algorithm]().then((made) => borrowed(algorithm, made));
}

/** Goes back when its digest was taken; one that was left in the middle is forgotten. */
function borrowed(algorithm: PooledAlgorithm, hasher: IHasher): Hasher {
  hasher.init();
  return {
    update: (bytes) => void hasher.update(bytes),
    digest() {
      const digest = Buffer.from(hasher.digest('binary'));
      const others = free.get(algorithm) ?? [];
      if (others.length < POOLED_HASHERS_MAX) others.push(hasher);
      free.set(algorithm, others);
      return digest;
    },
  };
}
