import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base32, codeOf, findStep, stepAt } from './totp.ts';

const SEED = Buffer.from('12345678901234567890');

test('the vectors of RFC 6238, appendix B (SHA-1, eight digits)', () => {
  const vectors: readonly (readonly [seconds: number, code: string])[] = [
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ];
  for (const [seconds, code] of vectors) assert.equal(codeOf(SEED, stepAt(seconds * 1000), 8), code);
});

test('the vectors of RFC 4226, appendix D (six digits)', () => {
  const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];
  assert.deepEqual(
    codes.map((_, counter) => codeOf(SEED, counter)),
    codes,
  );
});

test('a code is found within its steps only', () => {
  assert.equal(findStep(SEED, '969429', 0, 9), 3);
  assert.equal(findStep(SEED, '969429', 4, 9), undefined);
  assert.equal(findStep(SEED, '96942', 0, 9), undefined);
});

test('the vectors of RFC 4648 for Base32, without padding', () => {
  const pairs = [
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ];
  for (const [text = '', coded] of pairs) assert.equal(base32(Buffer.from(text)), coded);
});
