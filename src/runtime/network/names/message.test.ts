import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers, failureOf, isQuery } from './message.ts';
import { parseResolvConf } from './name-servers.ts';
import { FrameReader, frame } from './upstream.ts';

const QUERY = Buffer.from('12340100000100000000000003776562076578616d706c650000010001', 'hex');
const OTHER = Buffer.from('12340100000100000000000003776563076578616d706c650000010001', 'hex');

test('a question is told from an answer, from nonsense and from one that is cut', () => {
  assert.ok(isQuery(QUERY));
  const response = Buffer.from(QUERY);
  response.writeUInt16BE(0x8180, 2);
  assert.ok(!isQuery(response));
  assert.ok(!isQuery(Buffer.from('nonsense that is long enough')));
  for (let length = 0; length < QUERY.length; length++)
    assert.ok(!isQuery(QUERY.subarray(0, length)), `${length} bytes`);
});

test('an answer has the id and the question that were sent', () => {
  const response = (to: Buffer, id = 0x1234): Buffer => {
    const copy = Buffer.from(to);
    copy.writeUInt16BE(id, 0);
    copy.writeUInt16BE(0x8180, 2);
    return copy;
  };
  assert.ok(answers(response(QUERY), QUERY, 0x1234));
  assert.ok(answers(Buffer.from(response(QUERY).toString('latin1').replace('web', 'WEB'), 'latin1'), QUERY, 0x1234));
  assert.ok(!answers(response(QUERY, 1), QUERY, 0x1234));
  assert.ok(!answers(response(OTHER), QUERY, 0x1234));
  assert.ok(!answers(QUERY, QUERY, 0x1234));
});

test('a failure repeats the question', () => {
  const failure = failureOf(Buffer.concat([QUERY, Buffer.from('additional')]));
  assert.equal(failure.readUInt16BE(2), 0x8182);
  assert.ok(answers(failure, QUERY, 0x1234));
  assert.equal(failure.length, QUERY.length);
});

test('messages of a stream are put together again', () => {
  const found: Buffer[] = [];
  const reader = new FrameReader((message) => found.push(message));
  for (const byte of Buffer.concat([frame(QUERY), frame(OTHER)])) reader.read(Buffer.from([byte]));
  assert.deepEqual(found, [QUERY, OTHER]);
  assert.ok(!new FrameReader(() => {}, 100).read(Buffer.from([1, 0])));
});

test('name servers are those of resolv.conf, at most three', () => {
  const text =
    '# nameserver 9.9.9.9\nsearch example\nnameserver 127.0.0.53\nnameserver fe80::1%eth0\nnameserver x\nnameserver ::1\nnameserver 1.2.3.4\n';
  assert.deepEqual(
    parseResolvConf(text).map(({ address }) => address),
    ['127.0.0.53', 'fe80::1%eth0', '::1'],
  );
});
