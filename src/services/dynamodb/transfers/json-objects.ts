/**
 * The JSON objects of a stream of bytes, one after another, whatever white space is between them: AWS takes several on
 * one line too (moto's aws_verified test_import_table_single_file_with_multiple_items, 2026-11-28).
 */
import { UnreadableObjectError } from './failure.ts';
import { IMPORT_LINE_BYTES_MAX } from './limits.ts';

const [QUOTE, BACKSLASH, OPEN, CLOSE] = [0x22, 0x5c, 0x7b, 0x7d];
/** White space, and the bytes of a byte order mark. */
const SPACES = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);

/** Throws where something else than an object begins, and where the last has no end. */
export async function* jsonObjects(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const splitter = new Splitter();
  for await (const chunk of bytes) yield* splitter.take(chunk);
  if (splitter.isInside) throw new UnreadableObjectError();
}

class Splitter {
  #pieces: Uint8Array[] = [];
  #length = 0;
  #depth = 0;
  #isText = false;
  #isEscaped = false;

  get isInside(): boolean {
    return this.#depth > 0;
  }

  *take(chunk: Uint8Array): Generator<string> {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (this.#depth === 0) {
        if (SPACES.has(byte)) continue;
        if (byte !== OPEN) throw new UnreadableObjectError();
        start = at;
      }
      if (!this.#isEnd(byte)) continue;
      this.#keep(chunk.subarray(start, at + 1));
      yield Buffer.concat(this.#pieces).toString();
      [this.#pieces, this.#length] = [[], 0];
    }
    if (this.isInside) this.#keep(chunk.subarray(start));
  }

  /** Whether the object ends with this byte. */
  #isEnd(byte: number): boolean {
    if (this.#isText) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
      else if (byte === QUOTE) this.#isText = false;
      return false;
    }
    if (byte === QUOTE) this.#isText = true;
    else if (byte === OPEN) this.#depth++;
    else if (byte === CLOSE) return --this.#depth === 0;
    return false;
  }

  #keep(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#length > IMPORT_LINE_BYTES_MAX) throw new UnreadableObjectError();
  }
}
