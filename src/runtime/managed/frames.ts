/**
 * Messages on the sockets of managed runtimes: u32 length (of what follows), u8 type, body; big-endian. The other side is
 * bootstraps/node/frames.cjs and bootstraps/python/bootstrap.py.
 */

export const FrameType = {
  /** To the sandbox: InitMessage as JSON. */
  init: 1,
  /** To the sandbox: u32 length, Call without its payload as JSON, payload. */
  invoke: 2,
  /** Each message from the sandbox begins with a u32: the bytes that it had printed before, modulo 2^32. */
  ready: 16,
  /** u16 length, error type, payload. */
  initError: 17,
  /** u32 KiB of memory used, payload. */
  response: 18,
  /** u32 KiB of memory used, u16 length, error type, payload. */
  error: 19,
  /** u32 KiB of memory used, u32 size. */
  tooLarge: 20,
  /** As `error`; the process ends. */
  fatalError: 21,
  logEvent: 32,
  logRaw: 33,
} as const;

export const HEAD_BYTES = 5;

export function encodeFrame(type: number, ...parts: readonly Uint8Array[]): Buffer {
  let length = 1;
  for (const part of parts) length += part.byteLength;
  const frame = Buffer.allocUnsafe(length + 4);
  frame.writeUInt32BE(length, 0);
  frame[4] = type;
  let at = HEAD_BYTES;
  for (const part of parts) {
    frame.set(part, at);
    at += part.byteLength;
  }
  return frame;
}

/** Takes the chunks of a stream and calls `onFrame` for each whole message. */
export class FrameReader {
  readonly #maxBytes: number;
  readonly #onFrame: (type: number, body: Buffer) => void;
  #chunks: Buffer[] = [];
  #have = 0;
  #need = HEAD_BYTES;

  constructor(maxBytes: number, onFrame: (type: number, body: Buffer) => void) {
    this.#maxBytes = maxBytes;
    this.#onFrame = onFrame;
  }

  /** Throws RangeError for a message over the limit or without a type. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#have += chunk.byteLength;
    while (this.#have >= this.#need) {
      const all = this.#joined();
      const length = all.readUInt32BE(0);
      if (length < 1 || length > this.#maxBytes) throw new RangeError(`a message of ${length} bytes`);
      this.#need = length + 4;
      if (this.#have < this.#need) return;
      const rest = all.subarray(this.#need);
      const body = all.subarray(HEAD_BYTES, this.#need);
      this.#chunks = rest.byteLength > 0 ? [rest] : [];
      this.#have = rest.byteLength;
      this.#need = HEAD_BYTES;
      this.#onFrame(all[4] ?? 0, body);
    }
  }

  #joined(): Buffer {
    const [first] = this.#chunks;
    const all = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks, this.#have);
    this.#chunks = [all];
    return all;
  }
}
