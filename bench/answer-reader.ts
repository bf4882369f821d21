/** Finds where an HTTP/1.1 answer ends, without keeping its body. */

const HEAD_BYTES_MAX = 64 * 1024;
const SHOWN_BYTES = 2_000;
const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n');

export class AnswerReader {
  /** Of the answer that was read last. */
  isKept = true;
  /** Its end is that of the connection. */
  endsByClose = false;
  #head: Buffer = Buffer.alloc(0);
  /** Of the body, still to come; undefined while the head is not whole. */
  #left: number | undefined;
  #isChunked = false;
  /** The last bytes of a chunked body. */
  #tail: Buffer = Buffer.alloc(0);

  reset(): void {
    this.#head = Buffer.alloc(0);
    this.#left = undefined;
    this.#tail = Buffer.alloc(0);
    this.#isChunked = false;
    this.endsByClose = false;
  }

  /** True once the answer is whole. Throws where it is not 200. */
  take(chunk: Buffer): boolean {
    if (this.#left !== undefined) return this.#takeBody(chunk);
    this.#head = this.#head.byteLength === 0 ? chunk : Buffer.concat([this.#head, chunk]);
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0) {
      if (this.#head.byteLength > HEAD_BYTES_MAX) throw new Error('an answer without an end of its head');
      return false;
    }
    const head = this.#head.toString('latin1', 0, end);
    if (!/^HTTP\/1\.[01] 200 /.test(head)) throw new Error(this.#head.toString('utf8', 0, SHOWN_BYTES));
    this.#readHead(head);
    return this.#takeBody(this.#head.subarray(end + 4));
  }

  #readHead(head: string): void {
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    this.#isChunked = /\r\ntransfer-encoding: chunked/i.test(head);
    this.endsByClose = length === undefined && !this.#isChunked;
    this.isKept = head.startsWith('HTTP/1.1') && !/\r\nconnection: close/i.test(head) && !this.endsByClose;
    this.#left = length === undefined ? Infinity : Number(length);
    this.#tail = Buffer.from('\r\n');
  }

  #takeBody(bytes: Buffer): boolean {
    if (this.#isChunked) {
      this.#tail = Buffer.concat([this.#tail, bytes]).subarray(-LAST_CHUNK.byteLength);
      return this.#tail.equals(LAST_CHUNK);
    }
    this.#left = (this.#left ?? 0) - bytes.byteLength;
    return this.#left <= 0;
  }
}
