import assert from 'node:assert/strict';
import test from 'node:test';
import type { KeyAttribute } from '../values/keys.ts';
import type { AttributeValue } from '../values/value.ts';
import { compileKeyConditions, matchKey } from './key-condition.ts';
import { Placeholders } from './placeholders.ts';

const VALUES: Readonly<Record<string, AttributeValue>> = {
  ':s': { S: 's' },
  ':t': { S: 't' },
  ':n': { N: '1' },
  ':bool': { BOOL: true },
  ':empty': { S: '' },
};
const KEY: readonly KeyAttribute[] = [
  { name: 'pk', type: 'S', role: 'HASH' },
  { name: 'sk', type: 'S', role: 'RANGE' },
];
const MANY: readonly KeyAttribute[] = [
  ...['h', 'i'].map((name): KeyAttribute => ({ name, type: 'S', role: 'HASH' })),
  ...['a', 'b', 'c'].map((name): KeyAttribute => ({ name, type: 'S', role: 'RANGE' })),
];

function match(text: string, key = KEY) {
  const placeholders = new Placeholders({ ExpressionAttributeValues: VALUES });
  return matchKey(compileKeyConditions(text, placeholders).terms(), key);
}

const s = { S: 's' };
const t = { S: 't' };

const MATCHED: readonly (readonly [expression: string, condition: object, key?: readonly KeyAttribute[]])[] = [
  ['pk = :s', { hash: [s], equals: [] }],
  [':s = pk AND sk = :t', { hash: [s], equals: [t] }],
  ['sk = :t AND (pk = :s)', { hash: [s], equals: [t] }],
  ['pk = :s AND sk <= :t', { hash: [s], equals: [], range: { operator: '<=', values: [t] } }],
  ['pk = :s AND :t < sk', { hash: [s], equals: [], range: { operator: '>', values: [t] } }],
  ['pk = :s and sk between :s and :t', { hash: [s], equals: [], range: { operator: 'BETWEEN', values: [s, t] } }],
  ['pk = :s AND begins_with(sk, :t)', { hash: [s], equals: [], range: { operator: 'begins_with', values: [t] } }],
  ['i = :t AND h = :s', { hash: [s, t], equals: [] }, MANY],
  ['h = :s AND i = :s AND a = :t', { hash: [s, s], equals: [t] }, MANY],
  ['h = :s AND i = :s AND b = :s AND a = :t', { hash: [s, s], equals: [t, s] }, MANY],
  [
    'h = :s AND i = :s AND a = :t AND b > :s',
    { hash: [s, s], equals: [t], range: { operator: '>', values: [s] } },
    MANY,
  ],
];

for (const [expression, condition, key] of MATCHED) {
  test(expression, () => assert.deepEqual(match(expression, key), condition));
}

const PREFIX = 'Invalid KeyConditionExpression: ';
const SCHEMA = 'One or more parameter values were invalid: Condition parameter type does not match schema type';
const gap = (open: string, named: string): string =>
  `RANGE key attributes ${open} must have equality conditions specified in the query because a condition is present on key attribute ${named}`;

/**
 * dynalite's recordings of AWS (test/query.js); [P]: paritysuite's queryKeyConditionOperands.test.ts and
 * multiAttributeGsiKey.test.ts (2026-10).
 */
const REFUSED: readonly (readonly [expression: string, message: string, key?: readonly KeyAttribute[]])[] = [
  ['', `${PREFIX}The expression can not be empty;`],
  ['pk > 4', `${PREFIX}Syntax error; token: "4", near: "> 4"`],
  ['pk = :s OR sk = :s', 'Invalid operator used in KeyConditionExpression: OR'],
  ['pk IN (:s)', 'Invalid operator used in KeyConditionExpression: IN'],
  ['NOT pk = :s', 'Invalid operator used in KeyConditionExpression: NOT'],
  ['pk <> :s', 'Invalid operator used in KeyConditionExpression: <>'],
  ['attribute_exists(pk)', 'Invalid operator used in KeyConditionExpression: attribute_exists'],
  ['contains(pk, :s)', 'Invalid operator used in KeyConditionExpression: contains'],
  [
    ':s BETWEEN pk AND sk',
    'Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as its first operand',
  ],
  [
    'begins_with(:s, pk)',
    'Invalid condition in KeyConditionExpression: begins_with operator must have the key attribute as its first operand',
  ],
  ['size(pk) > :n', `${PREFIX}KeyConditionExpressions cannot contain nested operations`],
  ['pk = sk', 'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition'],
  [
    'begins_with(pk, sk)',
    'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition',
  ],
  ['pk.a = :s', `${PREFIX}KeyConditionExpressions cannot have conditions on nested attributes`],
  [':s = :t', 'Invalid condition in KeyConditionExpression: No key attribute specified'],
  ['pk = :s AND sk > :s AND sk < :t', `${PREFIX}KeyConditionExpressions must only contain one condition per key`], // [P]
  [
    'begins_with(sk, :n) AND pk = :no', // [P] clause after clause
    `${PREFIX}Incorrect operand type for operator or function; operator or function: begins_with, operand type: N`,
  ],
  [
    'pk = :no AND begins_with(sk, :n)',
    `${PREFIX}An expression attribute value used in expression is not defined; attribute value: :no`,
  ],
  [
    'pk = :s AND :bool >= sk',
    `${PREFIX}Incorrect operand type for operator or function; operator or function: >=, operand type: BOOL`,
  ],
  [
    'pk = :s AND sk > :s AND extra = :s', // [P]
    'The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)',
  ],
  ['sk = :s', 'Query condition missed key schema element: pk'],
  ['attr = :s', 'Query condition missed key schema element: pk'],
  ['pk = :s AND attr = :s', 'Query condition missed key schema element: sk'],
  ['pk > :s', 'Query key condition not supported'],
  ['pk = :n', SCHEMA],
  ['pk = :s AND sk = :bool', SCHEMA], // [P]
  ['pk = :s AND sk BETWEEN :n AND :n', SCHEMA],
  [
    'pk = :empty',
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
  ],
  ['h = :s AND a = :s', 'Query condition missed key schema element: i', MANY],
  ['h = :s AND i > :s', 'Query key condition not supported', MANY],
  ['h = :s AND i = :s AND b = :s', gap('a', 'b'), MANY], // [P]
  ['h = :s AND i = :s AND a = :s AND c = :s', gap('b', 'c'), MANY],
  ['h = :s AND i = :s AND a > :s AND b = :s', gap('a', 'b'), MANY],
];

for (const [expression, message, key] of REFUSED) {
  test(`${expression}: ${message}`, () =>
    assert.throws(() => match(expression, key), { name: 'ValidationException', message }));
}
