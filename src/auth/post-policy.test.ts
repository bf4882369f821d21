/** Policies of posted forms: documents that are none, and conditions at their edges. Whole forms are in test/wire. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { WireError } from '../wire/error.ts';
import { checkPostPolicy, parsePostPolicy, type PostPolicy } from './post-policy.ts';

const expiration = '2026-11-27T12:00:00.000Z';
const NOW_MS = Date.parse(expiration);

function parse(document: unknown): PostPolicy {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  return parsePostPolicy(Buffer.from(text).toString('base64'));
}

function refusal(act: () => void): string {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof WireError);
    return `${error.code}: ${error.message}`;
  }
  return 'allowed';
}

suite('documents that are no policy', () => {
  const ONE = 'Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.';
  // biome-ignore format: one line a case
  const cases: readonly [document: unknown, says: string][] = [
    ['{', 'Invalid JSON.'],
    ['[]', 'Invalid JSON.'],
    [{ conditions: [] }, 'Policy missing expiration.'],
    [{ expiration }, 'Policy missing conditions.'],
    [{ expiration: 'tomorrow', conditions: [] }, "Invalid 'expiration' value: 'tomorrow'"],
    [{ expiration: '2999-01-01T00:00:00+00:00', conditions: [] }, "Invalid 'expiration' value: '2999-01-01T00:00:00+00:00'"],
    [{ expiration: 1, conditions: [] }, "Invalid 'expiration' value: '1'"],
    [{ expiration, conditions: {} }, "Invalid 'conditions' value: must be a List."],
    [{ expiration, conditions: [{}] }, ONE],
    [{ expiration, conditions: [{ a: 'b', c: 'd' }] }, ONE],
    [{ expiration, conditions: [{ a: 1 }] }, 'Invalid Simple-Condition: value must be a string.'],
    [{ expiration, conditions: ['bucket'] }, 'Invalid condition: must be a List or a Map.'],
    [{ expiration, conditions: [['ends-with', '$key', 'a']] }, 'Invalid condition: ["ends-with","$key","a"]'],
    [{ expiration, conditions: [['eq', '$key']] }, 'Invalid condition: ["eq","$key"]'],
    [{ expiration, conditions: [['content-length-range', 1]] }, 'Invalid content-length-range: ["content-length-range",1]'],
    [{ expiration, conditions: [['content-length-range', -1, 2]] }, 'Invalid content-length-range: ["content-length-range",-1,2]'],
    [{ expiration, conditions: Array.from({ length: 2_000 }, () => ({ a: 'b' })) }, 'At most 1000 conditions are read here.'],
  ];
  for (const [document, says] of cases) {
    test(says, () =>
      assert.equal(
        refusal(() => parse(document)),
        `InvalidPolicyDocument: Invalid Policy: ${says}`,
      ),
    );
  }

  test('a range in texts', () => {
    assert.deepEqual(parse({ expiration, conditions: [['Content-Length-Range', '1', '20']] }).lengthRange, {
      min: 1,
      max: 20,
    });
  });
});

suite('conditions', () => {
  const fields = new Map([
    ['key', 'a/b'],
    ['content-type', 'image/png, image/gif'],
    ['policy', 'x'],
    ['x-ignore-a', 'x'],
  ]);
  const rest = [
    ['starts-with', '$key', ''],
    ['starts-with', '$Content-Type', ''],
  ];
  // biome-ignore format: one line a case
  const cases: readonly [why: string, conditions: readonly unknown[], says: string][] = [
    ['names in any case', [{ KEY: 'a/b' }, ['StArTs-WiTh', '$content-TYPE', 'image/']], 'allowed'],
    ['a prefix', [['starts-with', '$key', 'a/'], ...rest], 'allowed'],
    ['values in their case', [{ key: 'A/b' }, ...rest], 'Policy Condition failed: ["eq", "$key", "A/b"]'],
    ['each of several types', [['starts-with', '$Content-Type', 'image/p'], ...rest], 'Policy Condition failed: ["starts-with", "$Content-Type", "image/p"]'],
    ['a field that is not there', [['starts-with', '$acl', ''], ...rest], 'allowed'],
    ['a name without $', [['eq', 'key', 'a/b'], ...rest], 'Policy Condition failed: ["eq", "key", "a/b"]'],
    ['a value with a quote', [{ key: '"' }, ...rest], 'Policy Condition failed: ["eq", "$key", "\\""]'],
    ['fields without one', [{ key: 'a/b' }], 'Extra input fields: content-type'],
  ];
  for (const [why, conditions, says] of cases) {
    test(why, () => {
      const said = refusal(() => checkPostPolicy(parse({ expiration, conditions }), fields, NOW_MS));
      assert.equal(said.replace('AccessDenied: Invalid according to Policy: ', ''), says);
    });
  }

  test('until its end', () => {
    const policy = parse({ expiration, conditions: rest });
    assert.equal(
      refusal(() => checkPostPolicy(policy, fields, NOW_MS)),
      'allowed',
    );
    const late = refusal(() => checkPostPolicy(policy, fields, NOW_MS + 1));
    assert.equal(late, 'AccessDenied: Invalid according to Policy: Policy expired.');
  });
});
