/** Of a cloud that does not run: its blobs without owner are removed, as the sweeper of a running cloud does it. */
import path from 'node:path';
import { openDiskBlobs } from '../../src/blob/disk.ts';
import { ORPHAN_AGE_MS, ORPHAN_GRACE_MS } from '../../src/blob/limits.ts';
import { BlobSweeper } from '../../src/blob/sweeper.ts';
import { Closers } from '../../src/boot/closers.ts';
import { openStorage } from '../../src/boot/storage.ts';
import { ManualClock } from '../../src/kit/clock.ts';
import { RandomIds } from '../../src/kit/ids.ts';
import { silentLog } from '../../src/kit/log.ts';
import { openS3 } from '../../src/services/s3/open.ts';

/** A day later, twice. */
export async function sweep(dataFolder: string): Promise<void> {
  const clock = new ManualClock(Date.now() + 2 * ORPHAN_AGE_MS);
  const ids = new RandomIds();
  const closers = new Closers();
  const base = { clock, ids, log: silentLog, closers, say: () => undefined };
  const { store, sealer } = await openStorage(dataFolder, base);
  const blobs = await openDiskBlobs({
    folder: path.join(dataFolder, 'blobs'),
    key: sealer.derive('blob'),
    ids,
    log: silentLog,
  });
  const nobody = { principalId: () => Promise.resolve(undefined), accountIds: () => Promise.resolve([]) };
  const s3 = openS3({ ...base, store, blobs, sealer, identities: nobody });
  const sweeper = new BlobSweeper({ blobs, isReferenced: (some) => s3.referencedBlobs(some), clock, log: silentLog });
  await sweeper.sweep();
  clock.advance(2 * ORPHAN_GRACE_MS);
  await sweeper.sweep();
  await sweeper.close();
  await s3.close();
  await closers.close(silentLog);
}
