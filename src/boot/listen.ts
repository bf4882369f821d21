/** Listens before anything else is opened, so that a taken port is known at once; requests wait for the pipeline. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readFileSync } from 'node:fs';
import type { TlsFiles } from '../config.ts';
import type { Log } from '../kit/log.ts';
import { UserError } from '../kit/user-error.ts';
import { type HttpServer, openHttpServer } from '../wire/http-server.ts';
import { type Certificate, openHttpsServer } from '../wire/https-server.ts';

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

export interface Listener extends HttpServer {
  /** By IP, so that SDKs address buckets by path. */
  readonly url: string;
  /** From now on; until then the answer is 503. */
  serve(handler: Handler): void;
}

/** Throws UserError where the address cannot be had. */
export async function listen(host: string, port: number, log: Log, tls?: TlsFiles): Promise<Listener> {
  let handler: Handler = answerStarting;
  const onRequest: Handler = (req, res) => handler(req, res);
  const address = host === 'localhost' ? '127.0.0.1' : host;
  const parts = { host: address, port, onRequest, log };
  const certificate = tls && readCertificate(tls);
  const opened = certificate ? openHttpsServer({ ...parts, certificate }) : openHttpServer(parts);
  const server = await opened.catch((error: NodeJS.ErrnoException) => {
    throw new UserError(explain(error, host, port, tls));
  });
  return {
    ...server,
    url: `${tls ? 'https' : 'http'}://${reachable(server.host)}:${server.port}`,
    serve: (next) => {
      handler = next;
    },
  };
}

function readCertificate({ cert, key }: TlsFiles): Certificate {
  try {
    return { cert: readFileSync(cert), key: readFileSync(key) };
  } catch (error) {
    const { code, path: where } = error as NodeJS.ErrnoException;
    throw new UserError(`cannot read ${where} (${code}): --tls-cert and --tls-key name PEM files`);
  }
}

/** Of an address that means all addresses, the loopback one. */
function reachable(address: string): string {
  if (address === '0.0.0.0' || address === '::') return '127.0.0.1';
  return address.includes(':') ? `[${address}]` : address;
}

function answerStarting(_req: IncomingMessage, res: ServerResponse): void {
  res.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1', connection: 'close' });
  res.end('{"status":"starting"}\n');
}

function explain(error: NodeJS.ErrnoException, host: string, port: number, tls: TlsFiles | undefined): string {
  if (tls && error.code?.startsWith('ERR_OSSL')) {
    return `${tls.cert} and ${tls.key} are no certificate and its key in PEM (${error.message})`;
  }
  switch (error.code ?? '') {
    case 'EADDRINUSE':
      return `port ${port} of ${host} is taken: stop what listens there, or choose another with --port`;
    case 'EACCES':
      return `port ${port} may not be opened by this user: choose one above 1023 with --port`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} is no address of this machine: choose one with --host (127.0.0.1, or 0.0.0.0 for all)`;
    default:
      return `cannot listen on ${host}:${port} (${error.message}): choose another --host or --port`;
  }
}
