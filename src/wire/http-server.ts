/** node:http with every limit set, so that slow, cut, huge or ambiguous requests end in an answer or a closed socket. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Server as NetServer, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../kit/log.ts';
import { flowing } from './http-flow.ts';
import {
  CONNECTIONS_CHECK_MS,
  CONNECTIONS_MAX,
  HEADER_BYTES_MAX,
  HEADERS_TIMEOUT_MS,
  IDLE_CHECK_MS,
  KEEP_ALIVE_TIMEOUT_MS,
  REQUEST_TIMEOUT_MS,
} from './limits.ts';

export type OnRequest = (req: IncomingMessage, res: ServerResponse) => void;

export interface HttpLimits {
  readonly headersTimeoutMs?: number;
  readonly requestTimeoutMs?: number;
  readonly connectionsMax?: number;
  readonly connectionsCheckMs?: number;
}

export interface HttpServerParts {
  readonly onRequest: OnRequest;
  readonly log: Log;
  /** For tests; what limits.ts says otherwise. */
  readonly limits?: HttpLimits;
}

/** Where to listen: an address, or a listening socket that somebody hands over. */
export type HttpAddress = { readonly host: string; readonly port: number } | { readonly fd: number };

export interface HttpServer {
  readonly host: string;
  readonly port: number;
  /** Takes no new connections, ends idle ones, waits for the others, and cuts what is left after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** Rejects where the address is taken or not ours (EADDRINUSE, EACCES …). */
export async function openHttpServer(parts: HttpServerParts & HttpAddress): Promise<HttpServer> {
  const server = createHttpServer(parts);
  await startListening(server, parts);
  server.on('error', (error) => parts.log.error('http: the server failed', error));
  return { ...addressOf(server), close: (graceMs) => closeServer(server, graceMs) };
}

export function startListening(server: NetServer, address: HttpAddress): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    const where = 'fd' in address ? { fd: address.fd } : { host: address.host, port: address.port, backlog: 1024 };
    server.listen(where, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

export function addressOf(server: NetServer): Pick<HttpServer, 'host' | 'port'> {
  const address = server.address();
  return typeof address === 'object' && address !== null
    ? { host: address.address, port: address.port }
    : { host: '', port: 0 };
}

/** A server for connections that come in through listeners of others: those on the loopbacks of sandboxes. */
export interface HttpDoor {
  /** Serves what connects to it; whoever made the listener closes it. */
  adopt(listener: NetServer): void;
  /** Serves this connection. */
  take(socket: Socket): void;
  close(graceMs: number): Promise<void>;
}

export function openHttpDoor(parts: HttpServerParts): HttpDoor {
  const server = createHttpServer(parts);
  // Node looks for slow connections only from this event on, which listening would have emitted.
  server.emit('listening');
  const connections = new Set<Socket>();
  const take = (socket: Socket): void => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
    server.emit('connection', socket);
  };
  return {
    adopt: (listener) => void listener.on('connection', take),
    take,
    async close(graceMs) {
      closing.add(server);
      server.closeIdleConnections();
      const deadlineMs = performance.now() + graceMs;
      while (connections.size > 0 && performance.now() < deadlineMs) {
        await delay(IDLE_CHECK_MS);
        server.closeIdleConnections();
      }
      for (const socket of connections) socket.destroy();
      server.close();
    },
  };
}

/** Servers that are closing: each answer is then the last on its connection. */
const closing = new WeakSet<Server>();

/** Not yet listening. */
function createHttpServer({ onRequest, log, limits = {} }: HttpServerParts): Server {
  const handle: OnRequest = (req, res) => {
    if (closing.has(server)) res.shouldKeepAlive = false;
    onRequest(req, res);
  };
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: limits.headersTimeoutMs ?? HEADERS_TIMEOUT_MS,
      requestTimeout: limits.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: limits.connectionsCheckMs ?? CONNECTIONS_CHECK_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      insecureHTTPParser: false,
      // http-head.ts says so with a request id.
      requireHostHeader: false,
      noDelay: true,
    },
    handle,
  );
  // Past a count node would drop headers without a word: http-head.ts refuses such requests.
  server.maxHeadersCount = 0;
  server.maxConnections = limits.connectionsMax ?? CONNECTIONS_MAX;
  // Whoever reads the body says when to go on.
  server.on('checkContinue', handle);
  server.on('connect', (_req, socket) => refuseTunnel(socket as Socket));
  server.on('checkExpectation', (_req, res: ServerResponse) => refuseExpectation(res));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => answerBroken(error, socket as Socket, log));
  let dropped = 0;
  server.on('drop', () => {
    dropped++;
    // One line for the first, then for each thousand.
    if (dropped % 1_000 === 1) log.warn('http: connections are dropped: too many are open', { dropped });
  });
  return server;
}

function refuseExpectation(res: ServerResponse): void {
  res.writeHead(417, { 'x-amzn-requestid': randomUUID(), connection: 'close', 'content-length': '0' }).end();
}

function refuseTunnel(socket: Socket): void {
  socket.on('error', () => socket.destroy());
  socket.end(headOf('405 Method Not Allowed', randomUUID()), () => socket.destroy());
}

function headOf(status: string, requestId: string): string {
  const lines = [`Date: ${new Date().toUTCString()}`, 'Connection: close', 'Content-Length: 0'];
  return `HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\nx-amzn-RequestId: ${requestId}\r\n\r\n`;
}

const STATUS_LINES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** What the parser refused, or what took too long; no handler has seen it. */
function answerBroken(error: NodeJS.ErrnoException, socket: Socket, log: Log): void {
  // http-flow.ts has a limit of its own.
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && flowing.has(socket)) return;
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = randomUUID();
  const status = STATUS_LINES[error.code ?? ''] ?? '400 Bad Request';
  log.info('http: refused', { requestId, status, code: error.code });
  // An answer that has begun cannot be followed by another.
  const begun = (socket as { _httpMessage?: ServerResponse })._httpMessage?.headersSent === true;
  if (begun) socket.destroy();
  else socket.end(headOf(status, requestId), () => socket.destroy());
}

async function closeServer(server: Server, graceMs: number): Promise<void> {
  closing.add(server);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Connections that are kept alive become idle one by one.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  const grace = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(grace);
}
