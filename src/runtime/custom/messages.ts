/** Bodies and answers of the Runtime API. */
import type { IncomingMessage, ServerResponse } from 'node:http';

const MAX_ERROR_TYPE_CHARS = 256;

/** Undefined where it is longer than `maxBytes`; the rest is then read and dropped, so that the answer is seen. */
export async function bodyOf(req: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  return bytes > maxBytes ? undefined : Buffer.concat(chunks, bytes);
}

export function reply(res: ServerResponse): void {
  send(res, 202, { status: 'OK' });
}

export function refuse(res: ServerResponse, status: number, errorType: string, errorMessage: string): void {
  send(res, status, { errorMessage, errorType });
}

/** As the header says it, else the payload, else Lambda's word for it. */
export function errorTypeOf(req: IncomingMessage, payload: Uint8Array): string {
  const header = req.headers['lambda-runtime-function-error-type'];
  if (typeof header === 'string' && header !== '') return header.slice(0, MAX_ERROR_TYPE_CHARS);
  try {
    const { errorType } = JSON.parse(Buffer.from(payload).toString()) as { errorType?: unknown };
    if (typeof errorType === 'string' && errorType !== '') return errorType.slice(0, MAX_ERROR_TYPE_CHARS);
  } catch {
    // Not JSON: passed on as it is.
  }
  return 'Runtime.UnknownReason';
}

function send(res: ServerResponse, status: number, value: object): void {
  const body = JSON.stringify(value);
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  res.end(body);
}
