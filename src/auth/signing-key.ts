/** The key that signs for a day, a region and a service: derived from the secret by four HMACs, then remembered. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { TERMINATOR } from './canonical.ts';
import { MAX_SIGNING_KEYS } from './limits.ts';

export function deriveSigningKey(secret: string, date: string, region: string, service: string): Uint8Array {
  let key: Uint8Array = hmac(`AWS4${secret}`, date);
  for (const part of [region, service, TERMINATOR]) key = hmac(key, part);
  return key;
}

export function signatureOf(signingKey: Uint8Array, toSign: string): string {
  return createHmac('sha256', signingKey).update(toSign).digest('hex');
}

/** In a time that does not tell how much is right. */
export function sameText(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

/** The least recently used keys go first. */
export class SigningKeys {
  readonly #keys = new Map<string, Uint8Array>();

  get(secret: string, date: string, region: string, service: string): Uint8Array {
    const name = `${date}/${region}/${service}/${secret}`;
    const found = this.#keys.get(name);
    if (found) this.#keys.delete(name);
    const key = found ?? deriveSigningKey(secret, date, region, service);
    this.#keys.set(name, key);
    if (this.#keys.size > MAX_SIGNING_KEYS) {
      for (const oldest of this.#keys.keys()) {
        this.#keys.delete(oldest);
        break;
      }
    }
    return key;
  }
}

function hmac(key: string | Uint8Array, text: string): Uint8Array {
  return createHmac('sha256', key).update(text).digest();
}
