/** The process that storage-spool-kill.test.ts kills: `storage-spool-writer.ts FOLDER` appends and says what it appended. */
import { writeSync } from 'node:fs';
import { systemClock } from '../../src/kit/clock.ts';
import { silentLog } from '../../src/kit/log.ts';
import { openSpool } from '../../src/storage/spool.ts';

const PIECE = 20;

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Name the folder to write to');
const spool = await openSpool({ folder, clock: systemClock, log: silentLog, segmentBytes: 100_000 });
writeSync(1, 'ready\n');
for (let number = 1; ; number++) {
  spool.append('log', Buffer.from(`${process.pid} ${number} ${'x'.repeat(number % 300)}`));
  // With syncs and rotations in their turn.
  if (number % PIECE !== 0) continue;
  await spool.written();
  for (let written = number - PIECE + 1; written <= number; written++) writeSync(1, `${process.pid} ${written}\n`);
}
