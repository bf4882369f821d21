import { randomBytes, randomUUID } from 'node:crypto';
import { pooledRandomBytes } from './random-pool.ts';

/** Randomness comes in through this interface, so that tests are exact. */
export interface Ids {
  /** A random UUID, version 4: request ids, revision ids. */
  uuid(): string;
  /** `count` characters of [A-Z2-7], as after the prefix of an access key id or a unique id (AKIA…, AIDA…, AROA…). */
  base32(count: number): string;
  /** Random bytes: secrets, tokens. */
  bytes(count: number): Uint8Array;
  /** 32 hexadecimal digits whose byte order is the order of making, within a process and across restarts. */
  timeOrdered(): string;
}

const POOLED_BYTES_MAX = 64;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export class RandomIds implements Ids {
  #lastMs = 0;
  #counter = 0;

  uuid(): string {
    return randomUUID();
  }

  base32(count: number): string {
    let text = '';
    for (const byte of randomBytes(count)) text += BASE32[byte & 31];
    return text;
  }

  bytes(count: number): Uint8Array {
    return count <= POOLED_BYTES_MAX ? pooledRandomBytes(count) : randomBytes(count);
  }

  timeOrdered(): string {
    // 48 bits of milliseconds that never go back, 24 bits of counter, 56 random bits.
    const nowMs = Date.now();
    if (nowMs > this.#lastMs) {
      this.#lastMs = nowMs;
      this.#counter = 0;
    } else if (++this.#counter > 0xff_ffff) {
      this.#lastMs++;
      this.#counter = 0;
    }
    const time = this.#lastMs.toString(16).padStart(12, '0');
    return time + this.#counter.toString(16).padStart(6, '0') + pooledRandomBytes(7).toString('hex');
  }
}
