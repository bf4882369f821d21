/** Reading a request's body within a limit, and what inflates it. */
import { createHash, hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { WireError } from './error.ts';
import { serviceUnavailable } from './failure.ts';
import { http2Stream } from './http2-head.ts';
import { HASHED_AT_ONCE_MAX, REQUEST_TIMEOUT_MS } from './limits.ts';
import type { BodyLimit } from './quirks.ts';

const NO_BODY: SentBody = {
  bytes: new Uint8Array(0),
  sha256: () => 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
};

/** The client went away: there is nobody to answer. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';
}

export function hasBody(req: IncomingMessage): boolean {
  const stream = http2Stream(req);
  if (stream) return !stream.endAfterHeaders;
  const { headers } = req;
  if (headers['transfer-encoding'] !== undefined) return true;
  const length = headers['content-length'];
  return length !== undefined && length !== '0';
}

/** Throws where the head already says that the body is too large. */
export function checkDeclaredLength({ headers }: IncomingMessage, limit: BodyLimit): void {
  if (Number(headers['content-length'] ?? 0) > limit.bytes) throw tooLarge(limit);
}

export function tooLarge({ code, status, message }: BodyLimit): WireError {
  return new WireError(code, status, message);
}

/** A body in memory. */
export interface SentBody {
  /** As sent. */
  readonly bytes: Uint8Array;
  /** In lower-case hexadecimal. */
  readonly sha256: () => string;
}

/** How much all bodies together may take: a key's id alone, without its secret, lets one send a body. */
export class BodyBudget {
  readonly #max: number;
  #taken = 0;

  constructor(bytesMax: number) {
    this.#max = bytesMax;
  }

  /** False where there is no room. */
  take(bytes: number): boolean {
    if (this.#taken + bytes > this.#max) return false;
    this.#taken += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#taken -= bytes;
  }
}

/** The whole body. What it takes of the budget is the caller's to give back, `bytes.length` of it. */
export function readBody(req: IncomingMessage, limit: BodyLimit, budget: BodyBudget): Promise<SentBody> | SentBody {
  if (!hasBody(req)) return NO_BODY;
  if (isThere(req)) return takeThere(req, limit, budget);
  // Since its head came: nothing would say so again.
  if (req.destroyed) throw new ClientGoneError('The request was cut');
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    // Large bodies are hashed as they come, so that no single turn takes long.
    const hasher =
      Number(req.headers['content-length'] ?? Infinity) > HASHED_AT_ONCE_MAX ? createHash('sha256') : undefined;
    let sizeBytes = 0;
    // Over HTTP/2 node has no limit of its own.
    const timer = http2Stream(req) && setTimeout(() => refuse(tooSlow()), REQUEST_TIMEOUT_MS);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      req.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      act();
    };
    const refuse = (error: Error): void => {
      req.pause();
      budget.give(sizeBytes);
      settle(() => reject(error));
    };
    const onData = (chunk: Buffer): void => {
      if (sizeBytes + chunk.length > limit.bytes) return refuse(tooLarge(limit));
      if (!budget.take(chunk.length)) return refuse(serviceUnavailable());
      sizeBytes += chunk.length;
      hasher?.update(chunk);
      chunks.push(chunk);
    };
    const onEnd = (): void =>
      settle(() => {
        const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, sizeBytes);
        resolve({ bytes, sha256: () => hasher?.digest('hex') ?? hash('sha256', bytes, 'hex') });
      });
    const onClose = (): void => refuse(new ClientGoneError('The request was cut'));
    req.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}

/** Small bodies come in one piece with their heads, others while a request waits: nothing need be waited for. */
export function isThere(req: IncomingMessage): boolean {
  return req.complete && !http2Stream(req);
}

function takeThere(req: IncomingMessage, limit: BodyLimit, budget: BodyBudget): SentBody {
  const sizeBytes = req.readableLength;
  if (sizeBytes > limit.bytes) throw tooLarge(limit);
  if (!budget.take(sizeBytes)) throw serviceUnavailable();
  // All pieces of it: without the size, Node.js 26 gives the first.
  const bytes = (req.read(sizeBytes) as Buffer | null) ?? NO_BODY.bytes;
  return { bytes, sha256: () => hash('sha256', bytes, 'hex') };
}

function tooSlow(): WireError {
  return new WireError('RequestTimeout', 408, 'The request took too long');
}

const inflate = promisify(gunzip);

/** Undoes `Content-Encoding: gzip`; the limit holds for what comes out. */
export async function gunzipBody(body: Uint8Array, limit: BodyLimit): Promise<Uint8Array> {
  try {
    return await inflate(body, { maxOutputLength: limit.bytes });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    throw new WireError('SerializationException', 400, 'The request body is not valid gzip');
  }
}
