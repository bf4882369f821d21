/** What was replaced between its record and its bytes is read anew: what is there now is as right an answer. */
import { BlobMissingError } from '../../blob/blobs.ts';
import { READ_TRIES } from './limits.ts';

/** Bytes that are not there the last time either were lost, not replaced: a fault of ours. */
export async function reread<T>(read: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof BlobMissingError) || tries === READ_TRIES) throw error;
    }
  }
}
