/** Reading a request's body within a limit, and what inflates it. */
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { WireError } from './error.ts';
import type { BodyLimit } from './quirks.ts';

const NO_BODY: Uint8Array = new Uint8Array(0);

/** The client went away: there is nobody to answer. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';
}

export function hasBody({ headers }: IncomingMessage): boolean {
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

/** The whole body, as sent. */
export function readBody(req: IncomingMessage, limit: BodyLimit): Promise<Uint8Array> | Uint8Array {
  if (!hasBody(req)) return NO_BODY;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    const settle = (act: () => void): void => {
      req.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      act();
    };
    const onData = (chunk: Buffer): void => {
      sizeBytes += chunk.length;
      if (sizeBytes <= limit.bytes) chunks.push(chunk);
      else {
        req.pause();
        settle(() => reject(tooLarge(limit)));
      }
    };
    const onEnd = (): void =>
      settle(() => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, sizeBytes)));
    const onClose = (): void => settle(() => reject(new ClientGoneError('The request was cut')));
    req.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
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
