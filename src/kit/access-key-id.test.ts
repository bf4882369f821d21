import assert from 'node:assert/strict';
import test from 'node:test';
import { accountOfAccessKeyId, makeAccessKeyId } from './access-key-id.ts';
import { RandomIds } from './ids.ts';

test('a key id carries its account', () => {
  const ids = new RandomIds();
  for (const account of ['000000000000', '000000000001', '123456789012', '999999999999']) {
    for (const prefix of ['AKIA', 'ASIA'] as const) {
      const id = makeAccessKeyId(prefix, account, ids);
      assert.match(id, /^A[KS]IA[A-Z2-7]{16}$/);
      assert.equal(accountOfAccessKeyId(id), account);
    }
  }
  const made = new Set(Array.from({ length: 1000 }, () => makeAccessKeyId('AKIA', '000000000000', ids)));
  assert.equal(made.size, 1000);
});

test('ids that AWS made, and ids that carry no account', () => {
  // From a public article on the form of key ids (read on 2026-11-24).
  assert.equal(accountOfAccessKeyId('ASIAQNZGKIQY56JQ7WML'), '029608264753');
  assert.equal(accountOfAccessKeyId('AKIAIOSFODNN7EXAMPLE'), undefined);
  assert.equal(accountOfAccessKeyId('test'), undefined);
});
