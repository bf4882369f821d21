/**
 * The process that storage-kill.test.ts kills and storage-sync.test.ts traces: commits as fast as it can and writes one
 * line for each commit that was acknowledged. `storage-writer.ts FILE WRITERS COMMITS_EACH [no-sync]`
 */
import { writeSync } from 'node:fs';
import { systemClock } from '../../src/kit/clock.ts';
import { silentLog } from '../../src/kit/log.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import { StoreUnavailableError } from '../../src/storage/store.ts';
import { changesOf, counterKey } from './storage-pattern.ts';

const [file, writers = '1', commitsEach = '1', sync] = process.argv.slice(2);
if (file === undefined) throw new Error('Name the file to write to');

/** sysexits.h: EX_SOFTWARE. */
const EXIT_FATAL = 70;

const store = await openSqliteStore({
  file,
  clock: systemClock,
  log: silentLog,
  onFatal(error) {
    writeSync(2, `${error.message}\n`);
    // After those who wait were told.
    setImmediate(() => process.exit(EXIT_FATAL));
  },
  unsafeNoSync: sync === 'no-sync',
});

async function writeAll(writer: number): Promise<void> {
  const counter = await store.get(counterKey(writer));
  let version = counter?.version ?? null;
  const first = counter ? Number(Buffer.from(counter.value).toString()) + 1 : 1;
  for (let number = first; number < first + Number(commitsEach); number++) {
    const commit = { id: `${process.pid}-${writer}-${number}`, ...changesOf(writer, number, version) };
    const result = await store.commit(commit).catch((error: unknown) => {
      if (!(error instanceof StoreUnavailableError)) throw error;
      writeSync(1, `refused ${writer} ${number}\n`);
    });
    if (!result) continue;
    version = result.version;
    writeSync(1, `acknowledged ${writer} ${number} ${result.version} ${result.appended[0]}\n`);
  }
}

writeSync(1, 'ready\n');
await Promise.all(Array.from({ length: Number(writers) }, (_, writer) => writeAll(writer)));
await store.close();
