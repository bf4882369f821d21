/** Writes an answer to the socket, also where the request's body is still on its way. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { atEndOfTurn } from '../kit/turn.ts';
import { release } from '../kit/release.ts';
import { ClientGoneError, hasBody } from './http-body.ts';
import { http2Stream } from './http2-head.ts';
import { DISCARD_BYTES_MAX, DISCARD_MS_MAX, SEND_AHEAD_BYTES, SEND_STALL_BYTES, SEND_STALL_MS } from './limits.ts';
import type { WireResponse } from './protocols/protocol.ts';

/**
 * Resolves when the answer was handed over, or the client has gone. `bodyWithheld`: the client waits for a 100
 * before it sends the body, and got none.
 */
export function sendAnswer(
  req: IncomingMessage,
  res: ServerResponse,
  response: WireResponse,
  bodyWithheld: boolean,
): Promise<void> | undefined {
  const { status, headers, body } = response;
  if (res.destroyed) return undefined;
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return sendStream(req, res, status, headers, body);
  // HEAD says the length of what GET would answer.
  const saysLength = req.method === 'HEAD' && headers['content-length'] !== undefined;
  if (status !== 204 && status !== 304 && !saysLength) headers['content-length'] = String(Buffer.byteLength(body));
  if (body.length > SEND_STALL_BYTES) endWhenStalled(res);
  if (req.complete || !hasBody(req)) {
    res.writeHead(status, headers);
    const sent = req.method === 'HEAD' ? undefined : body;
    atEndOfTurn(() => res.end(sent));
    return undefined;
  }
  // Nobody knows where the next request would begin.
  res.writeHead(status, http2Stream(req) ? headers : { ...headers, connection: 'close' });
  if (bodyWithheld) {
    res.end(body);
    return undefined;
  }
  res.write(body);
  return discardRest(req, res);
}

/** What a client does not take stays in our memory. */
function endWhenStalled(res: ServerResponse): void {
  const stream = http2Stream(res);
  if (stream) {
    stream.setTimeout(SEND_STALL_MS, () => stream.close());
    return;
  }
  const { socket } = res;
  if (!socket) return;
  const end = (): void => void socket.destroy();
  socket.setTimeout(SEND_STALL_MS).once('timeout', end);
  res.once('close', () => socket.setTimeout(0).off('timeout', end));
}

/** Clients that write all before they read would see a reset connection in place of the answer. */
function discardRest(req: IncomingMessage, res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    let leftBytes = DISCARD_BYTES_MAX;
    const finish = (): void => {
      clearTimeout(timer);
      req.off('data', onData).off('end', finish).off('close', finish).off('error', finish);
      res.end();
      req.resume();
      resolve();
    };
    const onData = (chunk: Buffer): void => {
      leftBytes -= chunk.length;
      if (leftBytes < 0) finish();
    };
    const timer = setTimeout(finish, DISCARD_MS_MAX).unref();
    req.on('data', onData).on('end', finish).on('close', finish).on('error', finish).resume();
  });
}

async function sendStream(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: AsyncIterable<Uint8Array>,
): Promise<void> {
  if (!req.complete && hasBody(req) && !http2Stream(req)) headers['connection'] = 'close';
  endWhenStalled(res);
  res.writeHead(status, headers);
  const sending = new Sending(res);
  try {
    for await (const piece of body) await sending.send(piece);
    await sending.end();
  } catch (error) {
    // A failure in the middle can only be told by cutting the connection.
    res.destroy();
    throw error;
  }
}

/** Keeps a connection busy while the next pieces are made, within a bound. */
class Sending {
  readonly #res: ServerResponse;
  #isCut: boolean;
  #aheadBytes = 0;
  #wake: () => void = () => undefined;

  constructor(res: ServerResponse) {
    this.#res = res;
    this.#isCut = http2Stream(res)?.destroyed ?? res.destroyed;
    res.once('close', () => {
      this.#isCut = true;
      this.#wake();
    });
  }

  /** Resolves when there is room for another piece. Throws where the client has gone. */
  async send(piece: Uint8Array): Promise<void> {
    this.#aheadBytes += piece.length;
    if (!this.#isCut) this.#res.write(piece, (error) => error ?? this.#sent(piece));
    if (this.#aheadBytes >= SEND_AHEAD_BYTES) await this.#change();
    if (this.#isCut) throw cut();
  }

  async end(): Promise<void> {
    let isOver = false;
    this.#res.end(() => {
      isOver = true;
      this.#wake();
    });
    // Pieces that are still on their way wake us, too.
    while (!isOver && !this.#isCut) await this.#change();
    if (!isOver) throw cut();
  }

  #sent(piece: Uint8Array): void {
    this.#aheadBytes -= piece.length;
    release(piece);
    if (this.#aheadBytes < SEND_AHEAD_BYTES) this.#wake();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isCut) resolve();
      else this.#wake = resolve;
    });
  }
}

const cut = (): ClientGoneError => new ClientGoneError('The connection was cut before the answer was sent');
