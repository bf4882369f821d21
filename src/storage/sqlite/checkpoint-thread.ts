/**
 * The thread that moves the write-ahead log into the database file while the writer goes on, by PASSIVE checkpoints,
 * which wait for nobody. It says how long the log is; see checkpoints.ts for what is done about a long one.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { openForCheckpoints, pragmaNumber } from './database.ts';
import { CHECKPOINT_AFTER_MS, IDLE_THREAD_MS, WAL_BYTES_MAX } from './limits.ts';

const FRAME_HEADER_BYTES = 24;

if (parentPort) serve(parentPort, String(workerData));

function serve(port: NonNullable<typeof parentPort>, file: string): void {
  const database = openForCheckpoints(file);
  const frameBytes = pragmaNumber(database, 'page_size') + FRAME_HEADER_BYTES;
  const statement = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
  const checkpoint = (): number => Number(statement.get()?.['log']) * frameBytes;
  const end = (): void => {
    clearTimeout(next);
    clearTimeout(idle);
    database.close();
    port.close();
  };
  let next: NodeJS.Timeout | undefined;
  let idle = setTimeout(end, IDLE_THREAD_MS);
  // Any message but 'close' says that something was written since the last one.
  port.on('message', (message: 'wrote' | 'close') => {
    if (message === 'close') return end();
    clearTimeout(idle);
    next ??= setTimeout(() => {
      next = undefined;
      const logBytes = checkpoint();
      // Once more, for what was written meanwhile, so that less is left for the writer.
      port.postMessage(logBytes > WAL_BYTES_MAX ? checkpoint() : logBytes);
      idle = setTimeout(end, IDLE_THREAD_MS);
    }, CHECKPOINT_AFTER_MS);
  });
}
