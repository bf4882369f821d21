/** Writes an answer to the socket, also where the request's body is still on its way. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { hasBody } from './http-body.ts';
import { http2Stream } from './http2-head.ts';
import { DISCARD_BYTES_MAX, DISCARD_MS_MAX, SEND_STALL_BYTES, SEND_STALL_MS } from './limits.ts';
import type { WireResponse } from './protocols/protocol.ts';

/**
 * Resolves when the answer was handed to the socket, or the client has gone. `bodyWithheld`: the client waits for a 100
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
    res.end(req.method === 'HEAD' ? undefined : body);
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
  // A failure in the middle can only be told by cutting the connection, which pipeline does.
  await pipeline(body, res);
}
