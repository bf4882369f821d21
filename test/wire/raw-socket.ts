/** Bytes on a socket, as no client library would send them; every wait has an end. */
import { createHash, createHmac } from 'node:crypto';
import net from 'node:net';
import { KEYS } from './wire-server.ts';

export interface RawAnswer {
  /** 0 where the connection ended without an answer. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The server ended the connection. */
  readonly closed: boolean;
}

/** Sends the chunks one by one, then reads until an answer is whole, the server closes, or `deadlineMs` is over. */
export async function exchange(
  port: number,
  chunks: readonly (string | Uint8Array)[],
  deadlineMs = 5_000,
): Promise<RawAnswer> {
  const socket = net.connect(port, '127.0.0.1');
  socket.setNoDelay();
  let received = '';
  let closed = false;
  const done = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`No answer within ${deadlineMs} ms; so far: ${received}`)),
      deadlineMs,
    );
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (isWhole(received)) end();
    });
    socket.on('error', end);
    socket.on('close', () => {
      closed = true;
      end();
    });
  });
  for (const chunk of chunks) socket.write(chunk);
  await done.finally(() => socket.destroy());
  return { ...parseAnswer(received), closed };
}

function isWhole(text: string): boolean {
  const { status, headers, body } = parseAnswer(text);
  return status >= 200 && body.length >= Number(headers['content-length'] ?? Number.POSITIVE_INFINITY);
}

/** A 100 in front is skipped. */
function parseAnswer(text: string): Omit<RawAnswer, 'closed'> {
  const rest = text.startsWith('HTTP/1.1 100') ? text.slice(text.indexOf('\r\n\r\n') + 4) : text;
  const end = rest.indexOf('\r\n\r\n');
  if (end === -1) return { status: 0, headers: {}, body: '' };
  const [statusLine = '', ...lines] = rest.slice(0, end).split('\r\n');
  const headers = lines.map((line) => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 1).trim(),
  ]);
  return { status: Number(statusLine.split(' ')[1]), headers: Object.fromEntries(headers), body: rest.slice(end + 4) };
}

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly service: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** What is hashed, where the body on the wire is another. */
  readonly signedBody?: string | Uint8Array;
}

/** Head of a signed request (SigV4, written here on its own); `content-length` is yours to add. */
export function signedHead(request: RawRequest): string {
  const { method = 'POST', path = '/', service, headers = {}, body = '' } = request;
  const date = `${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`;
  const day = date.slice(0, 8);
  const hash = sha256(request.signedBody ?? body);
  const all: Record<string, string> = {
    host: '127.0.0.1',
    'x-amz-date': date,
    'x-amz-content-sha256': hash,
    ...headers,
  };
  const signedNames = ['host', 'x-amz-content-sha256', 'x-amz-date'];
  const [rawPath = '', rawQuery = ''] = path.split('?');
  const canonicalPath = rawPath.split('/').map(encodeURIComponent).join('/');
  const query = rawQuery.split('&').filter(Boolean).toSorted().join('&');
  const canonicalHeaders = signedNames.map((name) => `${name}:${all[name] ?? ''}\n`).join('');
  const canonical = [method, canonicalPath, query, canonicalHeaders, signedNames.join(';'), hash].join('\n');
  const scope = `${day}/us-east-1/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
  const key = [day, 'us-east-1', service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${KEYS.secretAccessKey}`);
  const credential = `Credential=${KEYS.accessKeyId}/${scope}, SignedHeaders=${signedNames.join(';')}`;
  all['authorization'] = `AWS4-HMAC-SHA256 ${credential}, Signature=${hmac(key, toSign).toString('hex')}`;
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}`;
}

/** The whole request, with its length. */
export function signedRequest(request: RawRequest): Buffer {
  const body = Buffer.from((request.body ?? '') as string);
  return Buffer.concat([Buffer.from(`${signedHead(request)}content-length: ${body.length}\r\n\r\n`), body]);
}

function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
