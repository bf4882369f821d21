/** A thread that reads long pages, so that the event loop does not wait for them. */
import { parentPort, workerData } from 'node:worker_threads';
import { openForReading } from './database.ts';
import type { ReadRequest } from './messages.ts';
import { packRows } from './packed-rows.ts';
import { Reads } from './read.ts';

if (parentPort) serve(parentPort, String(workerData));

function serve(port: NonNullable<typeof parentPort>, file: string): void {
  const reads = new Reads(openForReading(file));
  port.on('message', (request: ReadRequest | 'close') => {
    if (request === 'close') {
      reads.close();
      port.close();
      return;
    }
    try {
      const packed = packRows(reads.range(request));
      port.postMessage(packed, [packed.bytes]);
    } catch (error) {
      port.postMessage(error instanceof Error ? error : new Error(String(error)));
    }
  });
}
