/** Requests that break HTTP itself, each made from a valid signed one; `answers` is how many it may get at most. */
import { gzipSync } from 'node:zlib';
import type { Random } from './random.ts';

export interface Attack {
  readonly name: string;
  /** One after the other, as they are on the wire; the writing side is then ended. */
  readonly bytes: Buffer;
  /** More would mean that a body was read as a request. */
  readonly answers: number;
  /** It may also be closed without an answer. */
  readonly mayClose?: true;
}

/** A valid request, cut into what attacks put together anew. */
export interface ValidRequest {
  readonly requestLine: string;
  /** Without content-length. */
  readonly headers: readonly string[];
  readonly body: string;
}

const SMUGGLED = 'GET /_virga/health HTTP/1.1\r\nHost: a\r\n\r\n';

interface Change {
  readonly line?: string;
  readonly add?: readonly string[];
  readonly body?: string | Buffer;
  /** Instead of the right Content-Length; none where empty. */
  readonly length?: string;
  readonly end?: string;
}

function build({ requestLine, headers, body }: ValidRequest, change: Change): Buffer {
  const sent = Buffer.from(change.body ?? body);
  const length = change.length ?? `Content-Length: ${sent.length}`;
  const lines = [change.line ?? requestLine, ...headers, ...(change.add ?? []), ...(length === '' ? [] : [length])];
  const end = change.end ?? '\r\n';
  return Buffer.concat([Buffer.from(lines.join(end) + end + end, 'latin1'), sent]);
}

const CHUNKED = { length: '', add: ['Transfer-Encoding: chunked'] };
const BODY_CHUNK = (body: string): string => `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`;

/** Two ways to say how long the body is. */
const LENGTHS: readonly ((valid: ValidRequest) => Change)[] = [
  () => ({ add: ['Transfer-Encoding: chunked'], body: `0\r\n\r\n${SMUGGLED}` }),
  () => ({ add: ['Transfer-Encoding: chunked'], length: `Content-Length: 5`, body: `0\r\n\r\n${SMUGGLED}` }),
  ({ body }) => ({ add: ['Content-Length: 0'], body: body + SMUGGLED }),
  ({ body }) => ({ length: `Content-Length: ${body.length}, ${body.length}`, body: body + SMUGGLED }),
  ({ body }) => ({
    length: `Content-Length: ${body.length}\r\nContent-Length: ${body.length + SMUGGLED.length}`,
    body: body + SMUGGLED,
  }),
  ...['+5', '-1', '0x5', '1e3', '5 5', '99999999999999999999', '', ' ', '5;', '٥', 'NaN'].map((text) => () => ({
    length: `Content-Length: ${text}`,
    body: SMUGGLED,
  })),
  ...[
    'xchunked',
    'chunked, identity',
    'identity, chunked',
    'chunked, chunked',
    '\x0bchunked',
    'chunked\x00',
    '"chunked"',
    'gzip, chunked',
    'identity',
    'cow',
    '',
  ].map((text) => () => ({ length: `Transfer-Encoding: ${text}`, body: `0\r\n\r\n${SMUGGLED}` })),
  () => ({ length: 'Transfer-Encoding : chunked', body: `0\r\n\r\n${SMUGGLED}` }),
  () => ({ length: 'Transfer-Encoding:\r\n chunked', body: `0\r\n\r\n${SMUGGLED}` }),
  () => ({ length: 'Transfer-Encoding: chunked\r\nTransfer-Encoding: cow', body: `0\r\n\r\n${SMUGGLED}` }),
  () => ({ length: 'Content-Length\x00: 5', body: SMUGGLED }),
];

/** Chunks that lie. */
const CHUNKS: readonly ((valid: ValidRequest) => Change)[] = [
  ...[
    'ffffffffffffffff1',
    '-1',
    '0x5',
    ' 5',
    '',
    'g',
    '5 ',
    '5\t;a',
    '٥',
    '7fffffff',
    '00000000000000000000000000000005',
  ].map((size) => ({ body }: ValidRequest) => ({ ...CHUNKED, body: `${size}\r\n${body}\r\n0\r\n\r\n` })),
  ({ body }) => ({ ...CHUNKED, body: BODY_CHUNK(body).replaceAll('\r\n', '\n') }),
  ({ body }) => ({ ...CHUNKED, body: BODY_CHUNK(body).slice(0, -4) }),
  ({ body }) => ({ ...CHUNKED, body: BODY_CHUNK(body).slice(0, -12) }),
  ({ body }) => ({ ...CHUNKED, body: `5;${'a'.repeat(20_000)}=b\r\n${body}` }),
  ({ body }) => ({ ...CHUNKED, body: `${body.length.toString(16)};a="b\r\n"\r\n${body}\r\n0\r\n\r\n` }),
  ({ body }) => ({ ...CHUNKED, body: `${BODY_CHUNK(body).slice(0, -2)}Content-Length: 5\r\nAuthorization: a\r\n\r\n` }),
  ({ body }) => ({ ...CHUNKED, body: `${BODY_CHUNK(body).slice(0, -2)}${'x-a: b\r\n'.repeat(5_000)}\r\n` }),
  () => ({ ...CHUNKED, body: `${'1\r\na\r\n'.repeat(20_000)}0\r\n\r\n` }),
];

/** Heads. */
const HEADS: readonly ((valid: ValidRequest) => Change)[] = [
  ...[
    'X-A: a\r\n b',
    'X-A : a',
    ' X-A: a',
    'X A: a',
    'X-A',
    ': a',
    'X-A: a\x00b',
    'X-A: a\rb',
    'X-A: a\nb',
    'X-\xff: a',
    'X-A: \xff\xfe',
    'X-A: \x7f',
    '(X): a',
    'Host: other',
    'Host: a@b',
    'Connection: close, host, authorization',
    'Connection: upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__',
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: YQ==\r\nSec-WebSocket-Version: 13',
    'TE: trailers',
    'Max-Forwards: 0',
    'Proxy-Authorization: a',
    'Keep-Alive: timeout=99999999',
    'Authorization: again',
  ].map((line) => () => ({ add: [line] })),
  ...['gzip', 'deflate, gzip', 'aws-chunked', 'gzip\x01'].map((encoding) => () => ({
    add: [`Content-Encoding: ${encoding}`],
  })),
  () => ({ add: ['Content-Encoding: gzip'], body: gzipSync(Buffer.alloc(12 * 1024 * 1024)) }),
  () => ({
    add: ['X-Amz-Content-Sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'X-Amz-Decoded-Content-Length: 5'],
    body: '5;chunk-signature=a\r\nabcde\r\n0;chunk-signature=b\r\n\r\n',
  }),
  () => ({ add: [`X-A: ${'a'.repeat(17_000)}`] }),
  () => ({ add: Array.from({ length: 101 }, (_, at) => `X-${at}: a`) }),
  () => ({ add: Array.from({ length: 3_000 }, () => 'X-A: a') }),
  () => ({ end: '\n' }),
  () => ({ end: '\r' }),
  ...['200-ok', '100-continue', '100-Continue, 100-continue', '', '100-continue\r\nExpect: 100-continue'].map(
    (text) => () => ({ add: [`Expect: ${text}`] }),
  ),
];

/** Request lines. */
const LINES: readonly string[] = [
  'GET http://169.254.169.254/latest/meta-data HTTP/1.1',
  'POST http://a/ HTTP/1.1',
  'POST //a/ HTTP/1.1',
  'CONNECT 127.0.0.1:22 HTTP/1.1',
  'CONNECT / HTTP/1.1',
  'OPTIONS * HTTP/1.1',
  'GET * HTTP/1.1',
  'POST / HTTP/1.2',
  'POST / HTTP/2.0',
  'POST / HTTP/0.9',
  'POST / HTTP/1.1.1',
  'POST / http/1.1',
  'POST / HTTP/1.0',
  'POST / ICY/1.1',
  'POST /  HTTP/1.1',
  'POST\t/\tHTTP/1.1',
  'POST / ',
  'POST',
  'post / HTTP/1.1',
  'FLY / HTTP/1.1',
  'M-SEARCH * HTTP/1.1',
  'SOURCE / HTTP/1.1',
  'TRACE / HTTP/1.1',
  'HEAD / HTTP/1.1',
  'GET / HTTP/1.1',
  'QUERY / HTTP/1.1',
  'GET /\x00 HTTP/1.1',
  'GET /\xff HTTP/1.1',
  'GET /a b HTTP/1.1',
  'GET /#a HTTP/1.1',
  'GET ?a HTTP/1.1',
  'GET a HTTP/1.1',
  'GET /../../etc/passwd HTTP/1.1',
  `GET /${'a'.repeat(17_000)} HTTP/1.1`,
  `${'A'.repeat(20_000)} / HTTP/1.1`,
  'GET http:// HTTP/1.1',
  'GET http://[::1 HTTP/1.1',
  'GET /\\..\\ HTTP/1.1',
];

/** No request of ours at all. */
const NONSENSE: readonly Buffer[] = [
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0'),
  Buffer.from('1603010200010001fc0303', 'hex'),
  Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'),
  Buffer.from('GET /\r\n'),
  Buffer.from('\r\n\r\n\r\n'),
  Buffer.from([0]),
  Buffer.from('*1\r\n$4\r\nPING\r\n'),
  Buffer.from('\n'.repeat(20_000)),
  Buffer.from('GET / HTTP/1.1\r\n' + 'X-A: a\r\n'.repeat(200_000)),
  Buffer.from(`GET / HTTP/1.1\r\nX: ${'a'.repeat(1_000_000)}`),
  Buffer.from('GET / HTTP/1.1\r\n\r\n'),
  Buffer.from('GET / HTTP/1.0\r\n\r\n'),
  Buffer.from('EHLO a\r\nMAIL FROM:<a@b>\r\n'),
  Buffer.from('{"a":1}'),
  Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'),
];

export function attackOf(valid: ValidRequest, random: Random): Attack {
  const kinds: readonly (() => Attack)[] = [
    () => changed('lengths', valid, pickAt(LENGTHS, random)),
    () => changed('chunks', valid, pickAt(CHUNKS, random)),
    () => changed('head', valid, pickAt(HEADS, random)),
    () => {
      const at = random.below(LINES.length);
      return { name: `request line ${at}`, bytes: build(valid, { line: LINES[at] ?? '' }), answers: 2 };
    },
    () => {
      const at = random.below(NONSENSE.length + 1);
      return {
        name: `nonsense ${at}`,
        bytes: NONSENSE[at] ?? random.bytes(1 + random.below(2_000)),
        answers: 1,
        mayClose: true,
      };
    },
    () => cut(valid, random),
    () => pipelined(valid, random),
  ];
  return random.pick(kinds)();
}

function pickAt<Item>(items: readonly Item[], random: Random): { readonly item: Item; readonly at: number } {
  const at = random.below(items.length);
  return { item: items[at] as Item, at };
}

type Pick = { readonly item: (valid: ValidRequest) => Change; readonly at: number };

/** What follows a body whose end is in doubt may be a broken request, with an answer that says so. */
function changed(kind: string, valid: ValidRequest, { item, at }: Pick): Attack {
  return { name: `${kind} ${at}`, bytes: build(valid, item(valid)), answers: 2 };
}

/** Somewhere in the head or in the body. */
function cut(valid: ValidRequest, random: Random): Attack {
  const whole = build(valid, {});
  return { name: 'cut', bytes: whole.subarray(0, random.below(whole.length)), answers: 1, mayClose: true };
}

function pipelined(valid: ValidRequest, random: Random): Attack {
  const count = 2 + random.below(20);
  const whole = build(valid, {});
  const garbage = random.chance(0.5) ? random.bytes(100) : Buffer.alloc(0);
  return {
    name: 'pipelined',
    bytes: Buffer.concat([...Array.from({ length: count }, () => whole), garbage]),
    answers: count + 1,
  };
}
