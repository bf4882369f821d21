import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combineCrcs } from './crc-combine.ts';
import { type ChecksumAlgorithm, openHasher } from './hashers.ts';

async function crcOf(algorithm: ChecksumAlgorithm, bytes: Buffer): Promise<Buffer> {
  const hasher = await openHasher(algorithm);
  hasher.update(bytes);
  return hasher.digest();
}

for (const algorithm of ['CRC32', 'CRC32C', 'CRC64NVME'] as const) {
  test(`${algorithm} of pieces is that of the whole`, async () => {
    const whole = Buffer.from(Array.from({ length: 100_003 }, (_, at) => (at * 31 + (at >> 7)) & 255));
    const pieces = [];
    for (const [start, end] of [
      [0, 0],
      [0, 1],
      [1, 40_000],
      [40_000, 80_000],
      [80_000, 100_003],
    ] as const) {
      pieces.push({ digest: await crcOf(algorithm, whole.subarray(start, end)), sizeBytes: end - start });
    }
    assert.deepEqual(combineCrcs(algorithm, pieces), await crcOf(algorithm, whole));
  });
}

/** The check values of the catalogue of CRCs (reveng), of "123456789". */
test('the CRCs are those that S3 means', async () => {
  const nine = Buffer.from('123456789');
  assert.equal((await crcOf('CRC32', nine)).toString('hex'), 'cbf43926');
  assert.equal((await crcOf('CRC32C', nine)).toString('hex'), 'e3069283');
  assert.equal((await crcOf('CRC64NVME', nine)).toString('hex'), 'ae8b14860a799888');
});
