/**
 * The thread that moves the write-ahead log into the database file while the writer goes on: a PASSIVE checkpoint every
 * now and then, which waits for nobody, and past WAL_BYTES_MAX one that makes the log begin anew.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { openForCheckpoints, pragmaNumber } from './database.ts';
import { CHECKPOINT_EVERY_MS, WAL_BYTES_MAX } from './limits.ts';

const FRAME_HEADER_BYTES = 24;

if (parentPort) serve(parentPort, String(workerData));

function serve(port: NonNullable<typeof parentPort>, file: string): void {
  const database = openForCheckpoints(file);
  const frameBytes = pragmaNumber(database, 'page_size') + FRAME_HEADER_BYTES;
  const passive = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
  const restart = database.prepare('PRAGMA wal_checkpoint(RESTART)');
  let timer: NodeJS.Timeout | undefined;
  // Any message but 'close' says that something was written since the last one.
  port.on('message', (message: 'wrote' | 'close') => {
    if (message === 'close') {
      clearTimeout(timer);
      database.close();
      port.close();
      return;
    }
    timer ??= setTimeout(() => {
      timer = undefined;
      if (Number(passive.get()?.['log']) * frameBytes > WAL_BYTES_MAX) restart.get();
      port.postMessage('done');
    }, CHECKPOINT_EVERY_MS);
  });
}
