/** Random bytes in small amounts (salts, nonces, ids, tokens): asking the system for many at once costs the same. */
import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4_096;

const pool = Buffer.allocUnsafeSlow(POOL_BYTES);
let used = POOL_BYTES;

/** `count` bytes, at most 4,096, that nobody else was given. */
export function pooledRandomBytes(count: number): Buffer {
  if (count > POOL_BYTES)
    throw new RangeError(`At most ${POOL_BYTES} bytes are taken of the pool at once, not ${count}`);
  if (used + count > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = Buffer.from(pool.subarray(used, used + count));
  // What was given may be a secret.
  pool.fill(0, used, used + count);
  used += count;
  return bytes;
}
