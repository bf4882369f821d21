/**
 * TLS in front of the same server: HTTP/1.1 with all its limits, and HTTP/2. Plain http on the same port is answered to
 * this machine alone, for its own command line and for functions that share its network.
 */
import { createServer as createHttp2Server, type Http2ServerRequest, type ServerHttp2Session } from 'node:http2';
import { createServer as createNetServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { toHttp1Request } from './http2-head.ts';
import {
  type HttpAddress,
  type HttpDoor,
  type HttpServer,
  type HttpServerParts,
  openHttpDoor,
  type OnRequest,
  addressOf,
  startListening,
} from './http-server.ts';
import { CONNECTIONS_MAX, HEADERS_TIMEOUT_MS, KEEP_ALIVE_TIMEOUT_MS, HTTP2 } from './limits.ts';

export interface Certificate {
  /** PEM; of the certificate, the whole chain. */
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

/** Throws where certificate and key do not belong together; rejects where the address is taken or not ours. */
export async function openHttpsServer(
  parts: HttpServerParts & HttpAddress & { readonly certificate: Certificate },
): Promise<HttpServer> {
  const { certificate, limits = {} } = parts;
  const door = openHttpDoor(parts);
  const http2 = openHttp2Door(parts.onRequest);
  const tls = createTlsServer({
    ...certificate,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['h2', 'http/1.1'],
    handshakeTimeout: limits.headersTimeoutMs ?? HEADERS_TIMEOUT_MS,
  });
  tls.on('secureConnection', (socket) => {
    if (socket.alpnProtocol === 'h2') http2.take(socket);
    else door.take(socket);
  });
  // A handshake that failed is the client's affair.
  tls.on('tlsClientError', (_error, socket) => socket.destroy());
  const server = createNetServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.setTimeout(limits.headersTimeoutMs ?? HEADERS_TIMEOUT_MS, () => socket.destroy());
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null;
      if (!first) return;
      socket.setTimeout(0);
      socket.removeAllListeners('timeout');
      socket.unshift(first);
      if (first[0] === TLS_HANDSHAKE) tls.emit('connection', socket);
      else if (isFromHere(socket)) door.take(socket);
      else socket.end(PLAIN_REFUSED, () => socket.destroy());
    });
  });
  server.maxConnections = limits.connectionsMax ?? CONNECTIONS_MAX;
  await startListening(server, parts);
  server.on('error', (error) => parts.log.error('http: the server failed', error));
  return {
    ...addressOf(server),
    async close(graceMs) {
      server.close();
      await Promise.all([door.close(graceMs), http2.close(graceMs)]);
      tls.close();
    },
  };
}

/** Of every TLS record that begins a connection. */
const TLS_HANDSHAKE = 0x16;

const PLAIN_REFUSED =
  'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 29\r\n\r\nThis port speaks https only.\n';

function isFromHere({ remoteAddress = '', localAddress }: Socket): boolean {
  return /^(?:::ffff:)?127\.|^::1$/.test(remoteAddress) || remoteAddress === localAddress;
}

function openHttp2Door(onRequest: OnRequest): Pick<HttpDoor, 'close'> & { take(socket: TLSSocket): void } {
  const server = createHttp2Server({
    settings: { maxConcurrentStreams: HTTP2.streamsMax, maxHeaderListSize: HTTP2.headerBytesMax },
    maxHeaderListPairs: HTTP2.headersMax,
    maxSessionMemory: HTTP2.sessionMegabytesMax,
  });
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    let streams = 0;
    session.on('stream', (stream) => {
      streams++;
      stream.once('close', () => streams--);
    });
    // Long invocations send nothing.
    session.setTimeout(KEEP_ALIVE_TIMEOUT_MS, () => streams === 0 && session.close());
    session.once('close', () => sessions.delete(session));
  });
  server.on('sessionError', () => {});
  const handle = (req: Http2ServerRequest, res: unknown): void => onRequest(toHttp1Request(req), res as never);
  server.on('request', handle);
  server.on('checkContinue', handle);
  return {
    take: (socket) => void server.emit('connection', socket),
    async close(graceMs) {
      const closed = [...sessions].map((session) => new Promise((resolve) => session.close(() => resolve(undefined))));
      const grace = setTimeout(() => {
        for (const session of sessions) session.destroy();
      }, graceMs);
      await Promise.all(closed);
      clearTimeout(grace);
    },
  };
}
