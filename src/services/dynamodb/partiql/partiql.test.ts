import assert from 'node:assert/strict';
import test from 'node:test';
import { bindStatement } from './bind.ts';
import { planSelect, planUpdate } from './plan.ts';
import type { KeyAttribute } from '../values/keys.ts';
import type { AttributeValue } from '../values/value.ts';

const KEY: readonly KeyAttribute[] = [
  { name: 'pk', type: 'S', role: 'HASH' },
  { name: 'sk', type: 'S', role: 'RANGE' },
];

const MALFORMED = "Statement wasn't well formed, can't be processed: ";
const LEFTOVER = `${MALFORMED}Unexpected token after expression`;

/** Messages of paritysuite's recordings of AWS (partiqlGrammar, partiqlFunctions, partiql; eu-west-2, 2026-10). */
const REFUSED: readonly (readonly [statement: string, message: string, parameters?: readonly AttributeValue[]])[] = [
  ['SLECT * FROM "t"', `${MALFORMED}Expected data manipulation`],
  [`SELECT * FROM "t" WHERE pk = 1 foo`, LEFTOVER],
  [`SELECT * FROM "t" WHERE pk = 1 e5`, LEFTOVER],
  [`INSERT INTO "t" VALUE {'pk': 970001} foo`, LEFTOVER],
  [`UPDATE "t" SET a = 9 WHERE pk = 970002 foo`, LEFTOVER],
  [`DELETE FROM "t" WHERE pk = 970003 foo`, LEFTOVER],
  [`SELECT * FROM "t" WHERE pk = 1)`, LEFTOVER],
  [`DELETE FROM "t" WHERE pk = 970004 ORDER BY pk`, LEFTOVER],
  [`SELECT * FROM "t" ORDER BY pk WHERE pk = 1`, LEFTOVER],
  [`SELECT * FROM "t" WHERE pk = 1e2147483648`, MALFORMED],
  [`SELECT * FROM "t" WHERE pk = 1e99999999999`, MALFORMED],
  [`SELECT * FROM "t" WHERE pk = 1.5e-2147483647`, MALFORMED],
  [`SELECT * FROM "t" WHERE pk = 1 # note`, MALFORMED],
  [`SELECT * FROM "t" WHERE pk = 1 /* note`, MALFORMED],
  [`SELECT * FROM "t`, MALFORMED],
  [`SELECT * FROM "t" x WHERE pk = 'x'`, 'Aliasing is not supported'],
  [`SELECT * FROM "t" AS x WHERE pk = 'x'`, 'Aliasing is not supported'],
  [`UPDATE "t" x SET a = 3 WHERE pk = 'x'`, 'Aliasing is not supported'],
  [`DELETE FROM "t" x WHERE pk = 'x'`, 'Aliasing is not supported'],
  [`INSERT INTO "t" x VALUE {'pk': 'x'}`, LEFTOVER],
  [
    `SELECT * FROM "t" WHERE pk = 1e126`,
    'Number overflow. Attempting to store a number with magnitude larger than supported range under root',
  ],
  [
    `SELECT * FROM "t" WHERE pk = 1e-131`,
    'Number underflow. Attempting to store a number with magnitude smaller than supported range under root',
  ],
  [
    `SELECT * FROM "t" WHERE pk = 123456789012345678901234567890123456789`,
    'Attempting to store more than 38 significant digits in a Number under root',
  ],
  [`SELECT * FROM "t" WHERE`, `${MALFORMED}Unexpected term`],
  [`SELECT * FROM "t" WHERE;`, `${MALFORMED}Unexpected term`],
  [`SELECT * FROM "t" WHERE NOT`, `${MALFORMED}Unexpected term`],
  [`SELECT * FROM "t" WHERE (`, `${MALFORMED}Unexpected term`],
  [`DELETE FROM "t" WHERE`, `${MALFORMED}Unexpected term`],
  [`SELECT * FROM "t" WHERE pk = 'a' AND`, `${MALFORMED}Missing right-hand side expression of infix operator`],
  [`SELECT * FROM "t" WHERE pk = 'a' OR`, `${MALFORMED}Missing right-hand side expression of infix operator`],
  [`SELECT * FROM "t" WHERE ORDER BY pk`, `${MALFORMED}Unexpected keyword`],
  [`SELECT * FROM "t" WHERE pk = 'a' AND x IS FOO`, `${MALFORMED}Expected type name`],
  [`SELECT * FROM "t" WHERE IS NULL`, `${MALFORMED}Unexpected operator`],
  [`SELECT * FROM "t" WHERE pk = LIKE`, `${MALFORMED}Unexpected operator`],
  ['DELETE FROM', `${MALFORMED}Expected identifier for simple path`],
  ['DELETE FROM;', `${MALFORMED}Expected identifier for simple path`],
  [`DELETE FROM WHERE pk = 'a'`, `${MALFORMED}Expected identifier for simple path`],
  ['SELECT * FROM', `${MALFORMED}Unexpected term`],
  [`FROM "t" SET c = 1 WHERE pk = 'a'`, LEFTOVER],
  [`SELECT * FROM "t"."i"."x" WHERE pk = 'p'`, 'A path may contain at most 2 components in the FROM clause'],
  [`SELECT * FROM "t"."" WHERE pk = 'p'`, 'Path component cannot be an empty string'],
  [`SELECT * FROM "" WHERE pk = 'p'`, 'Path component cannot be an empty string'],
  [
    `DELETE FROM "t" WHERE pk = 'x' RETURNING MODIFIED OLD *`,
    'Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is allowed in DELETE statements.',
  ],
  [
    `SELECT pk FROM "t" WHERE pk = 'x' AND val < ?`,
    'Incorrect operand type for operator or function; operator or function: <, operand type: BOOL',
    [{ BOOL: true }],
  ],
  [
    `SELECT * FROM "t" WHERE attribute_exists('ss')`,
    'Operator or function requires a document path; operator or function: attribute_exists',
  ],
  [
    `SELECT * FROM "t" WHERE attribute_exists()`,
    'Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 0',
  ],
  [`SELECT attribute_exists(ss) FROM "t"`, 'Unexpected path component at 1:8:16'],
  [`SELECT * FROM "t" WHERE EXISTS(ss)`, 'Unrecognized function: exists at 1:25:6'],
  [`SELECT * FROM "t" WHERE attribute_exists(m.inner)`, `${MALFORMED}Invalid path dot component`],
  [
    `UPDATE "t" SET x = set_add(ss, <<'x'>>) WHERE pk = 'a'`,
    'The first argument to SET_ADD must equal the assignment value at 1:20:7',
  ],
  [
    `UPDATE "t" SET ss = set_add(<<'a'>>, <<'b'>>) WHERE pk = 'a'`,
    'The first argument to SET_ADD must equal the assignment value at 1:21:7',
  ],
  [
    `UPDATE "t" SET ss = set_add(ss, 'x') WHERE pk = 'a'`,
    'The second argument to SET_ADD must be a value with type SET at 1:29:2',
  ],
  [`UPDATE "t" SET ss = set_add(ss) WHERE pk = 'a'`, 'SET_ADD must have exactly two arguments at 1:21:7'],
  [
    `UPDATE "t" SET ss = set_add(ss, <<'x', 'x'>>) WHERE pk = 'a'`,
    'One or more parameter values were invalid: Input collection [x, x] contains duplicates.',
  ],
  [`UPDATE "t" SET ss = set_add(ss, <<>>) WHERE pk = 'a'`, 'Empty bags are not supported'],
  [`SELECT * FROM "t" WHERE set_add(ss, <<'x'>>) = ss`, 'Unrecognized function: set_add at 1:25:7'],
  [
    `INSERT INTO "t" VALUE {'pk': 'a', 'ss': set_add(<<'a'>>, <<'b'>>)}`,
    'Unsupported data type: set_add under key root at 1:41:7',
  ],
  [`SELECT * FROM "t" WHERE pk = ?`, "Number of parameters in request and statement don't match."],
];

for (const [statement, message, parameters] of REFUSED) {
  test(`${statement}: ${message}`, () => {
    assert.throws(() => bindStatement(statement, parameters), { name: 'ValidationException', message });
  });
}

/** What WHERE says of the key, and of the items. */
const READ: readonly (readonly [where: string, partitions: string | undefined, kept: string])[] = [
  [`pk = 'a'`, 'pk = a', 'a1 a2 a3'],
  [`'a' = pk AND sk < '3'`, 'pk = a, sk < 3', 'a1 a2'],
  [`pk = 'a' AND '2' < sk`, 'pk = a, sk > 2', 'a3'],
  [`pk IN ['a', 'b'] AND begins_with(sk, '1')`, 'pk = a, sk begins_with 1; pk = b, sk begins_with 1', 'a1 b1'],
  [`pk IN ('a') AND sk BETWEEN '2' AND '3'`, 'pk = a, sk BETWEEN 2 3', 'a2 a3'],
  [`sk = '1'`, undefined, 'a1 b1'],
  [`pk = 'a' OR pk = 'b' AND sk = '1'`, 'pk = a; pk = b, sk = 1', 'a1 a2 a3 b1'],
  [`pk = 'a' AND sk = '1' OR pk = 'a' AND sk = '3'`, 'pk = a', 'a1 a3'],
  [`pk = 'a' OR n = 1`, undefined, 'a1 a2 a3'],
  [`NOT pk = 'a'`, undefined, 'b1'],
  [`pk = 'a' AND NOT sk IN ['1', '3']`, 'pk = a', 'a2'],
  [`pk = 'a' AND sk NOT IN ('1')`, 'pk = a', 'a2 a3'],
  [`n IS MISSING AND pk = 'a'`, 'pk = a', 'a2 a3'],
  [`n IS NOT MISSING`, undefined, 'a1'],
  [`x IS NULL`, undefined, 'a2'],
  [`n IS NUMBER`, undefined, 'a1'],
  [`attribute_exists(n) = true`, undefined, 'a1'],
  [`SIZE(m.t) = 2`, undefined, 'a3'],
  [`m['t'] = 'xy' -- a note`, undefined, 'a3'],
  [`"n" = 1.0e0`, undefined, 'a1'],
];

const ITEMS: readonly Readonly<Record<string, AttributeValue>>[] = [
  { pk: { S: 'a' }, sk: { S: '1' }, n: { N: '1' } },
  { pk: { S: 'a' }, sk: { S: '2' }, x: { NULL: true } },
  { pk: { S: 'a' }, sk: { S: '3' }, m: { M: { t: { S: 'xy' } } } },
  { pk: { S: 'b' }, sk: { S: '1' } },
];

for (const [where, partitions, kept] of READ) {
  test(`WHERE ${where}: ${partitions ?? 'scan'}`, () => {
    const bound = bindStatement(`SELECT * FROM t WHERE ${where}`);
    const { body } = bound.statement;
    assert.ok(body.kind === 'select');
    const plan = planSelect(body, bound, KEY);
    const text = plan.partitions
      ?.map((terms) =>
        terms
          .map((term) => [term.attribute, term.operator, ...term.values.map((value) => value.S)].join(' '))
          .join(', '),
      )
      .join('; ');
    assert.equal(text, partitions);
    const found = ITEMS.filter((item) => plan.filter?.test(item)).map(({ pk, sk }) => `${pk?.S}${sk?.S}`);
    assert.equal(found.join(' '), kept);
  });
}

test('an update is about one item, and whatever else its WHERE says is a condition', () => {
  const text = `UPDATE "t" SET n = n + 1, l = list_append(l, [?]) SET ss = set_add(ss, <<'b'>>) REMOVE x
    WHERE pk = ? AND sk = '1' AND n = 1 RETURNING ALL NEW *`;
  const bound = bindStatement(text, [{ N: '2' }, { S: 'a' }]);
  const { body } = bound.statement;
  assert.ok(body.kind === 'update');
  const { key, condition, update } = planUpdate(body, bound, KEY);
  assert.deepEqual(key, { pk: { S: 'a' }, sk: { S: '1' } });
  const item = { ...key, n: { N: '1' }, l: { L: [] }, ss: { SS: ['a'] }, x: { S: 'x' } };
  assert.equal(condition?.test(item), true);
  assert.equal(condition?.test({ ...item, n: { N: '3' } }), false);
  assert.deepEqual(update.apply(item), { ...key, n: { N: '2' }, l: { L: [{ N: '2' }] }, ss: { SS: ['a', 'b'] } });
  assert.equal(body.returning, 'ALL NEW');
});

test('an update without its whole key is refused', () => {
  const bound = bindStatement(`UPDATE t SET n = 1 WHERE pk = 'a'`);
  const { body } = bound.statement;
  assert.ok(body.kind === 'update');
  assert.throws(() => planUpdate(body, bound, KEY), {
    message: 'Where clause does not contain a mandatory equality on all key attributes',
  });
});
