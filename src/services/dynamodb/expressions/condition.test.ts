import assert from 'node:assert/strict';
import test from 'node:test';
import { compileCondition } from './condition.ts';
import { Placeholders } from './placeholders.ts';
import { compileUpdate } from './update.ts';

test('condition', () => {
  const p = new Placeholders({ ExpressionAttributeValues: { ':a': { N: '5' }, ':b': { S: 'x' } } });
  const c = compileCondition('ConditionExpression', 'a > :a AND (NOT begins_with(b, :b) OR size(b) = :a)', p);
  assert.equal(c.test({ a: { N: '6' }, b: { S: 'yy' } }), true);
  assert.equal(c.test({ a: { N: '6' }, b: { S: 'xy' } }), false);
  assert.throws(() => compileCondition('ConditionExpression', '((a = :a))', p), /redundant parentheses/);
  assert.throws(() => compileCondition('ConditionExpression', 'status = :a', p), /reserved keyword: status/);
});
test('update', () => {
  const p = new Placeholders({ ExpressionAttributeValues: { ':a': { N: '5' }, ':b': { SS: ['x'] } } });
  const u = compileUpdate('SET a = a + :a, m.x[1] = :a REMOVE m.x[0], c ADD s :b', p);
  const item = { a: { N: '1' }, c: { S: 'c' }, m: { M: { x: { L: [{ S: 'a' }, { S: 'b' }] } } } };
  assert.deepEqual(u.apply(item), { a: { N: '6' }, m: { M: { x: { L: [{ N: '5' }] } } }, s: { SS: ['x'] } });
  assert.throws(() => compileUpdate('INVALID SYNTAX HERE', p), /token: "INVALID", near: "INVALID SYNTAX"/);
});
