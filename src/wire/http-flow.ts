/** A request's body as it flows: pulled, so that the client waits for whoever reads, within a limit, and never stalled. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WireError } from './error.ts';
import { ClientGoneError, tooLarge } from './http-body.ts';
import { BODY_STALL_MS } from './limits.ts';
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

export async function* flowBody(req: IncomingMessage, options: FlowOptions): AsyncGenerator<Uint8Array, void> {
  const { limit, onFirst, onSha256 } = options;
  const hasher = onSha256 && createHash('sha256');
  let sizeBytes = 0;
  flowing.add(req.socket);
  try {
    onFirst();
    for (let chunk = await nextChunk(req); chunk; chunk = await nextChunk(req)) {
      sizeBytes += chunk.length;
      if (sizeBytes > limit.bytes) throw tooLarge(limit);
      hasher?.update(chunk);
      yield chunk;
    }
    if (hasher) onSha256?.(hasher.digest('hex'));
  } finally {
    flowing.delete(req.socket);
  }
}

/** Undefined at the end. */
async function nextChunk(req: IncomingMessage): Promise<Buffer | undefined> {
  for (;;) {
    const chunk = req.read() as Buffer | null;
    if (chunk) return chunk;
    if (req.readableEnded) return undefined;
    if (req.destroyed) throw new ClientGoneError('The request was cut');
    await readable(req);
  }
}

function readable(req: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      req.off('readable', go).off('end', go).off('close', onClose).off('error', onClose);
      act();
    };
    const go = (): void => settle(resolve);
    const onClose = (): void => settle(() => reject(new ClientGoneError('The request was cut')));
    // S3's words.
    const words = 'Your socket connection to the server was not read from or written to within the timeout period.';
    const stalled = new WireError('RequestTimeout', 400, `${words} Idle connections will be closed.`);
    const timer = setTimeout(() => settle(() => reject(stalled)), BODY_STALL_MS);
    req.on('readable', go).on('end', go).on('close', onClose).on('error', onClose);
  });
}
