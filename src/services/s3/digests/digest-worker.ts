/** The program of the thread that computes digests: one batch after another, each answered once. */
import { parentPort } from 'node:worker_threads';
import type { Hasher } from '../hashers.ts';
import { openHashers } from './digestion.ts';
import type { Batch, Digested } from './messages.ts';

if (parentPort) serve(parentPort);

function serve(port: NonNullable<typeof parentPort>): void {
  const open = new Map<number, readonly Hasher[]>();
  const answer = async (batch: Batch): Promise<void> => {
    const digested: Digested = { buffer: batch.buffer, ended: await digest(open, batch) };
    port.postMessage(digested, [batch.buffer]);
  };
  // What fails here ends the thread, and the other side hears why.
  port.on('message', (message: Batch | 'close') => (message === 'close' ? port.close() : void answer(message)));
  port.postMessage('ready');
}

async function digest(open: Map<number, readonly Hasher[]>, { buffer, steps }: Batch): Promise<Digested['ended']> {
  const ended: Digested['ended'][number][] = [];
  let at = 0;
  for (const step of steps) {
    const { id } = step;
    const hashers = open.get(id) ?? [];
    if (step.kind === 'begin') open.set(id, await openHashers(step.algorithms));
    else if (step.kind === 'bytes') {
      const bytes = new Uint8Array(buffer, at, step.length);
      for (const hasher of hashers) hasher.update(bytes);
      at += step.length;
    } else {
      if (step.kind === 'end') ended.push({ id, digests: hashers.map((hasher) => hasher.digest()) });
      open.delete(id);
    }
  }
  return ended;
}
