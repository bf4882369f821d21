import { CHUNK_BYTES } from './limits.ts';

export interface PlainChunk {
  /** Valid until the next chunk is asked for. */
  readonly plain: Uint8Array;
  readonly last: boolean;
}

/**
 * Cuts bytes into full chunks and one last, which is empty only where there are no bytes at all. Takes the next piece
 * of a stream only when the chunks before it have been taken.
 */
export async function* inChunks(source: Uint8Array | AsyncIterable<Uint8Array>): AsyncGenerator<PlainChunk> {
  // A full chunk is held back until something follows it: it could be the last.
  const held = Buffer.allocUnsafe(CHUNK_BYTES);
  let heldBytes = 0;
  for await (const piece of source instanceof Uint8Array ? [source] : source) {
    let at = 0;
    while (at < piece.byteLength) {
      if (heldBytes === CHUNK_BYTES) {
        yield { plain: held, last: false };
        heldBytes = 0;
      }
      if (heldBytes === 0 && piece.byteLength - at > CHUNK_BYTES) {
        yield { plain: piece.subarray(at, at + CHUNK_BYTES), last: false };
        at += CHUNK_BYTES;
        continue;
      }
      const taken = piece.subarray(at, at + CHUNK_BYTES - heldBytes);
      held.set(taken, heldBytes);
      heldBytes += taken.byteLength;
      at += taken.byteLength;
    }
  }
  yield { plain: held.subarray(0, heldBytes), last: true };
}
