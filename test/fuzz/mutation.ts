/** Changes a request's bytes without knowing what they mean. */
import { gzipSync } from 'node:zlib';
import type { Draft } from './draft.ts';
import { ODD_STRINGS, oddString } from './odd-values.ts';
import type { Random } from './random.ts';

type Mutation = (draft: Draft, random: Random) => Draft;

export function mutate(draft: Draft, random: Random): Draft {
  let mutated = draft;
  for (let count = 1 + random.below(3); count > 0; count--) mutated = random.pick(MUTATIONS)(mutated, random);
  return mutated;
}

const BAD_UTF8 = ['ff', 'c080', 'eda080', 'f8888080', 'e282', 'c3'].map((hex) => Buffer.from(hex, 'hex'));
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];
const TYPES = [
  '',
  'text/plain',
  'application/json',
  'application/x-amz-json-1.0',
  'application/x-amz-json-9.9',
  'application/x-www-form-urlencoded',
  'application/cbor',
  'multipart/form-data; boundary=a',
  'application/xml',
  'application/vnd.amazon.eventstream',
  '*/*',
  'a;'.repeat(500),
];
const TARGETS = [
  '',
  '.',
  'a',
  'Logs_20140328.',
  '.PutLogEvents',
  'Logs_20140328.__proto__',
  'Logs_20140328.constructor',
  'Virga_20261124.GetStatus',
  'Logs_20140328.PutLogEvents.PutLogEvents',
  'DynamoDB_20120810.GetItem',
];
const HEADERS = [
  'x-amz-date',
  'x-amz-content-sha256',
  'x-amz-security-token',
  'x-forwarded-for',
  'x-amzn-trace-id',
  'x-amz-invocation-type',
  'x-amz-log-type',
  'x-amz-client-context',
  'cookie',
  'origin',
  'accept',
  'range',
  'if-match',
  'content-md5',
  'x-http-method-override',
  'x-amz-decoded-content-length',
  'x-amz-trailer',
  'smithy-protocol',
  'amz-sdk-request',
  'via',
  '__proto__',
];
const PATHS = [
  '/',
  '//',
  '/.',
  '/..',
  '/%',
  '/%zz',
  '/%00',
  '/%2f',
  '/_virga/health',
  '/_virga/',
  '/_virga/code/',
  '/_virga/code/x',
  '/_localstack/health',
  '/_localstack/../',
  '/2015-03-31/functions//',
  '/2015-03-31/functions/%2e%2e',
  '/service/Logs_20140328/operation/PutLogEvents',
  '/\u00e9',
  '/bucket/key',
  '*',
];

const MUTATIONS: readonly Mutation[] = [
  // Bytes of the body.
  ({ body, ...rest }, random) => {
    const changed = Buffer.from(body);
    for (let count = 1 + random.below(8); count > 0 && body.length > 0; count--) {
      const at = random.below(body.length);
      changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
    }
    return { ...rest, body: changed };
  },
  ({ body, ...rest }, random) => ({ ...rest, body: body.subarray(0, random.below(body.length + 1)) }),
  ({ body, ...rest }, random) => ({ ...rest, body: insert(body, random, random.pick(BAD_UTF8)) }),
  ({ body, ...rest }, random) => ({ ...rest, body: insert(body, random, Buffer.from(oddString(random))) }),
  ({ body, ...rest }, random) => ({ ...rest, body: insert(body, random, random.bytes(1 + random.below(64))) }),
  ({ body, ...rest }, random) => {
    const from = random.below(body.length + 1);
    return { ...rest, body: insert(body, random, body.subarray(from, from + random.below(200))) };
  },
  ({ body, ...rest }) => ({ ...rest, body: Buffer.concat([body, body]) }),
  (draft, random) => repeatMember(draft, random),
  // What encloses it.
  ({ body, headers, ...rest }, random) => {
    const encoding = random.pick(['gzip', 'GZIP', 'deflate', 'br', 'identity', 'gzip, gzip', 'zstd', '']);
    const sent = random.chance(0.4) ? body : random.chance(0.8) ? gzipSync(body) : gzipSync(body).subarray(0, -9);
    return { ...rest, headers: { ...headers, 'content-encoding': encoding }, body: sent };
  },
  ({ headers, ...rest }, random) => ({ ...rest, headers: { ...headers, 'content-type': random.pick(TYPES) } }),
  ({ headers, ...rest }, random) => ({ ...rest, headers: { ...headers, 'x-amz-target': random.pick(TARGETS) } }),
  ({ headers, ...rest }, random) => ({ ...rest, headers: { ...headers, [random.pick(HEADERS)]: headerValue(random) } }),
  // The request line.
  (draft, random) => ({ ...draft, method: random.pick(METHODS) }),
  (draft, random) => ({ ...draft, rawPath: encodeURI(random.pick(PATHS)).replaceAll('%25', '%') }),
  ({ rawPath, ...rest }, random) => ({
    ...rest,
    rawPath: rawPath + encodeURIComponent(oddString(random).toWellFormed().slice(0, 900)),
  }),
  ({ rawQuery, ...rest }, random) => ({
    ...rest,
    rawQuery: `${rawQuery}&${encodeURIComponent(oddString(random).toWellFormed().slice(0, 300))}=${random.pick(['%', '%zz', '%ff', 'a=b', '&&&&', '1'])}`,
  }),
  (draft, random) => ({ ...draft, rawQuery: 'a=1&'.repeat(random.pick([1, 100, 3_000])) }),
  (draft, random) => ({
    ...draft,
    signingName: random.pick(['lambda', 'logs', 'iam', 'sts', 'virga', 'monitoring', 's3', 'nothing', 'a'.repeat(100)]),
  }),
];

function insert(body: Buffer, random: Random, bytes: Uint8Array): Buffer {
  const at = random.below(body.length + 1);
  return Buffer.concat([body.subarray(0, at), bytes, body.subarray(at)]);
}

/** The same key twice, in JSON and in forms. */
function repeatMember({ body, ...rest }: Draft, random: Random): Draft {
  const text = body.toString();
  const name = /"(\w+)":/.exec(text)?.[1];
  if (text.endsWith('}') && name !== undefined) {
    return {
      ...rest,
      body: Buffer.from(`${text.slice(0, -1)},"${name}":${JSON.stringify(random.pick(ODD_STRINGS))}}`),
    };
  }
  const fields = text.split('&');
  return { ...rest, body: Buffer.from([...fields, random.pick(fields)].join('&')) };
}

function headerValue(random: Random): string {
  const text = random.chance(0.9) ? oddString(random) : 'x'.repeat(random.pick([1_000, 8_000, 14_000]));
  // Line ends and NULs are the business of raw requests.
  return Buffer.from(text.replace(/[\r\n\0]/g, '').toWellFormed())
    .toString('latin1')
    .trim();
}
