/** The process that blobs-kill.test.ts kills: puts blobs without end and says each one that was acknowledged. */
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openDiskBlobs } from '../../src/blob/disk.ts';
import { RandomIds } from '../../src/kit/ids.ts';
import { silentLog } from '../../src/kit/log.ts';

const WRITERS = 6;

const folder = process.argv[2] ?? '';
const blobs = await openDiskBlobs({ folder, key: Buffer.alloc(32, 1), ids: new RandomIds(), log: silentLog });
writeSync(1, 'ready\n');
await Promise.all(Array.from({ length: WRITERS }, write));

async function write(): Promise<never> {
  for (;;) {
    const bytes = randomBytes(randomInt(5) === 0 ? randomInt(2_000_000) : randomInt(100_000));
    const { id } = await blobs.put(randomInt(2) ? bytes : pieces(bytes));
    // Written before anything else happens, so that what is said was acknowledged and what was acknowledged is said.
    writeSync(1, `${id} ${createHash('sha256').update(bytes).digest('hex')}\n`);
  }
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += 50_000) yield bytes.subarray(at, at + 50_000);
}
