import assert from 'node:assert/strict';
import test from 'node:test';
import { PAYLOAD_BYTES_MAX } from './limits.ts';
import { checkPayload, decodeClientContext } from './payload.ts';

const PREFIX = 'Could not parse request body into json: Could not parse payload into json: ';

test('nothing at all stands for an empty object', () => {
  assert.equal(Buffer.from(checkPayload(undefined)).toString(), '{}');
  assert.equal(Buffer.from(checkPayload(new Uint8Array())).toString(), '{}');
});

test('any JSON value is taken as it is', () => {
  for (const text of ['{"a":1}', ' [1] ', '"ü"', '1', 'null']) {
    assert.equal(Buffer.from(checkPayload(Buffer.from(text))).toString(), text);
  }
});

// Forms seen in public reports of AWS's answers, 2026-11-24.
const BROKEN: readonly [what: string, payload: Uint8Array, message: string][] = [
  ['a word', Buffer.from('badbod'), "Unrecognized token 'badbod': was expecting"],
  ['a byte that begins no character', Buffer.from([0x87, 0x61]), 'Invalid UTF-8 start byte 0x87'],
  ['such a byte behind text', Buffer.from([0x22, 0xc3, 0xbc, 0xa7, 0x22]), 'Invalid UTF-8 start byte 0xa7'],
  ['a sign', Buffer.from(')'), "Unexpected character (')' (code 41))"],
  ['an unfinished object', Buffer.from('{"a":'), 'Unexpected end-of-input'],
  ['white space', Buffer.from('  '), 'No content to map due to end-of-input'],
];

for (const [what, payload, message] of BROKEN) {
  test(`no JSON: ${what}`, () => {
    assert.throws(
      () => checkPayload(payload),
      (error: Error) => error.name === 'InvalidRequestContentException' && error.message.startsWith(PREFIX + message),
    );
  });
}

test('a payload over 6 MB is refused in the words of AWS (seen 2026-11-24)', () => {
  assert.throws(() => checkPayload(new Uint8Array(PAYLOAD_BYTES_MAX + 22)), {
    name: 'RequestTooLargeException',
    message: '6291478 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)',
  });
});

test('a client context is a JSON object in base64', () => {
  const text = '{"custom":{"a":"b"}}';
  assert.equal(decodeClientContext(Buffer.from(text).toString('base64')), text);
  for (const bad of [
    '!',
    Buffer.from('[1]').toString('base64'),
    Buffer.from(`{"a":"${'x'.repeat(4000)}"}`).toString('base64'),
  ]) {
    assert.throws(() => decodeClientContext(bad), {
      message: 'Client context must be a valid Base64-encoded JSON object.',
    });
  }
});
