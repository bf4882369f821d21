/** Time-based one-time passwords: RFC 6238 over RFC 4226, SHA-1, six digits, steps of thirty seconds, as authenticators make them. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export const STEP_MS = 30_000;
const DIGITS = 6;

export function stepAt(nowMs: number): number {
  return Math.floor(nowMs / STEP_MS);
}

/** RFC 4226: HOTP of a counter. */
export function codeOf(seed: Uint8Array, step: number, digits = DIGITS): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', seed).update(counter).digest();
  const offset = (hash[hash.length - 1] ?? 0) & 0xf;
  const number = hash.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** The step among `from` … `to` whose code this is, the latest of several; all are compared, whichever it is. */
export function findStep(seed: Uint8Array, code: string, from: number, to: number): number | undefined {
  const given = Buffer.from(code);
  let found: number | undefined;
  for (let step = from; step <= to; step++) {
    const expected = Buffer.from(codeOf(seed, step));
    if (expected.length === given.length && timingSafeEqual(expected, given)) found = step;
  }
  return found;
}

/** As authenticators take seeds: RFC 4648 without padding. */
export function base32(bytes: Uint8Array): string {
  let bits = 0;
  let value = 0;
  let text = '';
  for (const byte of bytes) {
    value = (value << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET[(value >>> (bits - 5)) & 31];
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET[(value << (5 - bits)) & 31] : text;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
