/** The key that signs for a day, a region and a service: derived from the secret by four HMACs, then remembered. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { dropOldest } from '../kit/drop-oldest.ts';
import { HmacKey } from '../kit/hmac.ts';
import { TERMINATOR } from './canonical.ts';
import { MAX_SIGNING_KEYS } from './limits.ts';

export function deriveSigningKey(secret: string, date: string, region: string, service: string): Uint8Array {
  let key: Uint8Array = hmac(`AWS4${secret}`, date);
  for (const part of [region, service, TERMINATOR]) key = hmac(key, part);
  return key;
}

/** The HMAC of a text in lower-case hexadecimal. */
export function signatureOf(signingKey: Uint8Array, toSign: string): string {
  let key = hmacKeys.get(signingKey);
  if (!key) hmacKeys.set(signingKey, (key = new HmacKey(signingKey)));
  return key.hex(toSign);
}

const hmacKeys = new WeakMap<Uint8Array, HmacKey>();

/** In a time that does not tell how much is right. */
export function sameText(expected: string, given: string): boolean {
  if (expected.length > COMPARED_CHARACTERS || given.length !== expected.length) {
    const a = Buffer.from(expected);
    const b = Buffer.from(given);
    return a.byteLength === b.byteLength && timingSafeEqual(a, b);
  }
  // Characters past U+007F take more bytes: what does not fit is told by how much was written.
  const length = comparedA.write(expected);
  return (
    comparedB.write(given) === length && timingSafeEqual(comparedA.subarray(0, length), comparedB.subarray(0, length))
  );
}

/** A signature's. */
const COMPARED_CHARACTERS = 64;
const comparedA = Buffer.alloc(3 * COMPARED_CHARACTERS);
const comparedB = Buffer.alloc(3 * COMPARED_CHARACTERS);

/** The least recently used keys go first. */
export class SigningKeys {
  readonly #keys = new Map<string, Uint8Array>();

  get(secret: string, date: string, region: string, service: string): Uint8Array {
    const name = `${date}/${region}/${service}/${secret}`;
    const found = this.#keys.get(name);
    if (found) this.#keys.delete(name);
    const key = found ?? deriveSigningKey(secret, date, region, service);
    this.#keys.set(name, key);
    if (this.#keys.size > MAX_SIGNING_KEYS) dropOldest(this.#keys);
    return key;
  }
}

function hmac(key: string | Uint8Array, text: string): Uint8Array {
  return createHmac('sha256', key).update(text).digest();
}
