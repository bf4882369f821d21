/** HTTP/2 requests as the rest of the wire knows requests: node's compatibility layer leaves little to do. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, ServerHttp2Stream } from 'node:http2';

/** `:authority` becomes the host, which is signed. Pseudo-headers stay in `headers`: method and url are read from them. */
export function toHttp1Request(req: Http2ServerRequest): IncomingMessage {
  const { headers, rawHeaders } = req;
  const host = headers.host ?? headers[':authority'];
  const plain: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (!name.startsWith(':')) plain.push(name, rawHeaders[at + 1] ?? '');
  }
  if (headers.host === undefined && host !== undefined) plain.push('host', host);
  rawHeaders.splice(0, rawHeaders.length, ...plain);
  if (host !== undefined) headers.host = host;
  return req as unknown as IncomingMessage;
}

/** The request's stream where it came over HTTP/2. */
export function http2Stream(message: IncomingMessage | ServerResponse): ServerHttp2Stream | undefined {
  return 'stream' in message ? (message.stream as ServerHttp2Stream) : undefined;
}
