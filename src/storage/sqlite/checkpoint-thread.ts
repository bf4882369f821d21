/**
 * The thread that moves the write-ahead log into the database file while the writer goes on, by PASSIVE checkpoints,
 * which wait for nobody. It says how long the log is; see checkpoints.ts for what is done about a long one.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { openForCheckpoints, pragmaNumber } from './database.ts';
import { CHECKPOINT_AFTER_MS, WAL_BYTES_MAX } from './limits.ts';

const FRAME_HEADER_BYTES = 24;

if (parentPort) serve(parentPort, String(workerData));

function serve(port: NonNullable<typeof parentPort>, file: string): void {
  const database = openForCheckpoints(file);
  const frameBytes = pragmaNumber(database, 'page_size') + FRAME_HEADER_BYTES;
  const statement = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
  const checkpoint = (): number => Number(statement.get()?.['log']) * frameBytes;
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
      const logBytes = checkpoint();
      // Once more, for what was written meanwhile, so that less is left for the writer.
      port.postMessage(logBytes > WAL_BYTES_MAX ? checkpoint() : logBytes);
    }, CHECKPOINT_AFTER_MS);
  });
}
