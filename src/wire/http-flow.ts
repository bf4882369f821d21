/** A request's body as it flows: pulled, so that the client waits for whoever reads, within a limit, and never stalled. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { release } from '../kit/release.ts';
import { WireError } from './error.ts';
import { ClientGoneError, tooLarge } from './http-body.ts';
import { BODY_STALL_MS, FLOW_AHEAD_BYTES } from './limits.ts';
import type { BodyLimit } from './quirks.ts';

/** Of these requests node's limit on the whole time does not hold: large bodies may take long while they flow. */
export const flowing = new WeakSet<Socket>();

export interface FlowOptions {
  readonly limit: BodyLimit;
  /** Before the first byte is wanted. */
  readonly onFirst: () => void;
  /** Called with the hash in hexadecimal before the end is told; throws where it is not the declared one. */
  readonly onSha256?: ((sha256Hex: string) => void) | undefined;
}

/** A piece is valid until the next is asked for. */
export async function* flowBody(req: IncomingMessage, options: FlowOptions): AsyncGenerator<Uint8Array, void> {
  const { limit, onFirst, onSha256 } = options;
  const hasher = onSha256 && createHash('sha256');
  let sizeBytes = 0;
  flowing.add(req.socket);
  const pieces = new Pieces(req);
  try {
    onFirst();
    for (let piece = await pieces.next(); piece; piece = await pieces.next()) {
      sizeBytes += piece.length;
      if (sizeBytes > limit.bytes) throw tooLarge(limit);
      hasher?.update(piece);
      yield piece;
      release(piece);
    }
    if (hasher) onSha256?.(hasher.digest('hex'));
  } finally {
    pieces.close();
    flowing.delete(req.socket);
  }
}

/** As they come off the socket: `read()` would make one of all that wait. */
class Pieces {
  readonly #req: IncomingMessage;
  readonly #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #ended = false;
  #wake: () => void = () => undefined;

  constructor(req: IncomingMessage) {
    this.#req = req;
    this.#ended = req.readableEnded;
    req.on('data', this.#take).on('end', this.#end).on('close', this.#look).on('error', this.#look);
  }

  /** Undefined at the end. */
  async next(): Promise<Buffer | undefined> {
    for (;;) {
      const piece = this.#waiting.shift();
      if (piece) {
        this.#waitingBytes -= piece.length;
        return piece;
      }
      if (this.#ended) return undefined;
      if (this.#req.destroyed) throw new ClientGoneError('The request was cut');
      await this.#more();
    }
  }

  close(): void {
    this.#req.off('data', this.#take).off('end', this.#end).off('close', this.#look).off('error', this.#look).pause();
  }

  #take = (piece: Buffer): void => {
    this.#waiting.push(piece);
    this.#waitingBytes += piece.length;
    if (this.#waitingBytes >= FLOW_AHEAD_BYTES) this.#req.pause();
    this.#wake();
  };

  #end = (): void => {
    this.#ended = true;
    this.#wake();
  };

  #look = (): void => this.#wake();

  #more(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(stalled()), BODY_STALL_MS);
      this.#wake = (): void => {
        clearTimeout(timer);
        resolve();
      };
      this.#req.resume();
    });
  }
}

/** S3's words. */
function stalled(): WireError {
  const words = 'Your socket connection to the server was not read from or written to within the timeout period.';
  return new WireError('RequestTimeout', 400, `${words} Idle connections will be closed.`);
}
