/**
 * Gives memory back before the garbage collector would. V8 counts what lies outside its heap and marks the whole heap
 * after a few megabytes of it: bytes that only pass through are cheaper to let go by hand.
 */

/** Ours: less is not worth the call. */
const RELEASED_BYTES_MIN = 4_096;

/** Only for bytes that nobody will look at again. What shares its memory with others (a slice, node's pool) is left alone. */
export function release(bytes: Uint8Array): void {
  if (bytes.byteLength < RELEASED_BYTES_MIN) return;
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength) buffer.transfer(0);
}

/** For readers that are done with a piece when they ask for the next one; each piece must be the source's to give away. */
export async function* lend(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  for await (const piece of source) {
    yield piece;
    release(piece);
  }
}
