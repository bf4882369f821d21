import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SignedRequest } from './authenticator.ts';
import { readHeader } from './authorization-header.ts';

const BEFORE =
  'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261128/eu-west-1/sqs/aws4_request, SignedHeaders=host;x-amz-date, ';
const HEADER = `${BEFORE}Signature=${'a'.repeat(64)}`;
const REQUEST: SignedRequest = {
  method: 'POST',
  rawPath: '/',
  rawQuery: '',
  headers: { host: 'localhost', 'x-amz-date': '20261128T101112Z' },
  service: 'sqs',
  signingName: 'sqs',
  errorStyle: 'json',
  fromSandbox: false,
};

test('a header that is known is read as it was the first time, with what is new of this request', () => {
  const first = readHeader(REQUEST, HEADER);
  assert.deepEqual(readHeader(REQUEST, HEADER), first);
  assert.equal(first?.signedAtMs, Date.UTC(2026, 10, 28, 10, 11, 12));
  const headers = {
    host: 'localhost',
    'x-amz-date': '20261128T101113Z',
    'x-amz-security-token': 'token',
    'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
  };
  const second = readHeader({ ...REQUEST, headers }, `${BEFORE}Signature=${'b'.repeat(64)}`);
  assert.deepEqual(second, {
    ...first,
    timestamp: '20261128T101113Z',
    signedAtMs: Date.UTC(2026, 10, 28, 10, 11, 13),
    signature: 'b'.repeat(64),
    sessionToken: 'token',
    payloadHash: 'UNSIGNED-PAYLOAD',
  });
});

const of = (changes: Partial<SignedRequest>): SignedRequest => ({ ...REQUEST, ...changes });
const at = (headers: Record<string, string>): SignedRequest => of({ headers: { host: 'localhost', ...headers } });

const REFUSED: readonly (readonly [what: string, request: SignedRequest, header: string, message: RegExp])[] = [
  ['on another day', at({ 'x-amz-date': '20261129T000000Z' }), HEADER, /Date in Credential scope does not match/],
  ['to another service', of({ signingName: 'sns' }), HEADER, /scoped to correct service: 'sns'/],
  ['to S3', of({ signingName: 's3', errorStyle: 'rest-xml' }), HEADER, /incorrect service "sqs"/],
  ['without a date', at({}), HEADER, /requires existence of either a 'X-Amz-Date'/],
  ['with a date that is none', at({ 'x-amz-date': 'today' }), HEADER, /Date must be in ISO-8601 'basic format'/],
  ['with two signatures', REQUEST, `${HEADER}, Signature=${'a'.repeat(64)}`, /cannot contain 'Signature' twice/],
  ['without a signature', REQUEST, BEFORE.slice(0, -2), /requires 'Signature' parameter/],
  ['with a parameter of no value', REQUEST, `${BEFORE}Signature=${'a, '.repeat(22)}`.trim(), /missing equal-sign/],
];

for (const [what, request, header, message] of REFUSED) {
  test(`a known header is refused ${what}, as an unknown one is`, () => {
    readHeader(REQUEST, HEADER);
    assert.throws(() => readHeader(request, header), { message });
  });
}

test('a signature that ends another parameter is none', () => {
  assert.throws(
    () => readHeader(REQUEST, `${BEFORE}Not-the-Signature=${'a'.repeat(64)}`),
    /requires 'Signature' param/,
  );
});
