/** One connection, kept alive, that writes whatever bytes it is given and reads what comes back. */
import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** `closed`: without a whole answer. `silent`: nothing came within the time given. */
export type Outcome = Answer | 'closed' | 'silent';

const TICK_MS = 500;

export class Connection {
  readonly #port: number;
  #socket: Socket | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /** One request, one answer. Tried again once where the server closed the idle connection. */
  async ask(bytes: Uint8Array, deadlineMs: number): Promise<Outcome> {
    const isReused = this.#socket !== undefined && !this.#socket.destroyed;
    const outcome = await this.#ask(bytes, deadlineMs);
    return outcome === 'closed' && isReused ? await this.#ask(bytes, deadlineMs) : outcome;
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #ask(bytes: Uint8Array, deadlineMs: number): Promise<Outcome> {
    if (!this.#socket || this.#socket.destroyed) this.#socket = connect(this.#port, '127.0.0.1').setNoDelay();
    const socket = this.#socket;
    const isHead = Buffer.from(bytes.subarray(0, 5)).toString() === 'HEAD ';
    return new Promise((resolve) => {
      let received: Buffer = Buffer.alloc(0);
      const settle = (outcome: Outcome): void => {
        clearInterval(timer);
        socket.off('data', onData).off('close', onClose).off('error', ignore);
        const keeps = typeof outcome === 'object' && outcome.headers['connection'] !== 'close';
        if (!keeps) this.close();
        else socket.on('error', ignore);
        resolve(outcome);
      };
      // In ticks: while we ourselves are held up, by making another lane's megabytes, there is but one of them.
      let leftTicks = Math.ceil(deadlineMs / TICK_MS);
      const timer = setInterval(() => {
        if (--leftTicks <= 0) settle('silent');
      }, TICK_MS);
      const onData = (chunk: Buffer): void => {
        received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
        const found = readAnswer(received, isHead);
        if (found) settle(found.answer);
      };
      const onClose = (): void => settle('closed');
      socket.removeAllListeners('error').on('error', ignore).on('data', onData).once('close', onClose);
      socket.write(bytes);
    });
  }
}

function ignore(): void {}

/** The first answer of these bytes and where it ends; undefined where it is not whole yet. */
export function readAnswer(
  bytes: Buffer,
  isHead = false,
): { readonly answer: Answer; readonly end: number } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const status = Number(statusLine.split(' ')[1]);
  const start = headEnd + 4;
  if (status === 100) {
    const next = readAnswer(bytes.subarray(start), isHead);
    return next && { answer: next.answer, end: start + next.end };
  }
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const isEmpty = isHead || status === 204 || status === 304;
  if (!isEmpty && headers['transfer-encoding'] === 'chunked') {
    const found = readChunks(bytes, start);
    return found && { answer: { status, headers, body: found.body }, end: found.end };
  }
  const end = start + (isEmpty ? 0 : Number(headers['content-length'] ?? 0));
  return bytes.length < end ? undefined : { answer: { status, headers, body: bytes.subarray(start, end) }, end };
}

function readChunks(bytes: Buffer, start: number): { readonly body: Buffer; readonly end: number } | undefined {
  const chunks: Buffer[] = [];
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (Number.isNaN(size) || bytes.length < end) return undefined;
    if (size === 0) return { body: Buffer.concat(chunks), end };
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = end;
  }
}
