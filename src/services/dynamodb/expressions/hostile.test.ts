/** Whatever a client sends as an expression or a statement, it gets an answer, soon, and no fault of ours. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { WireError } from '../../../wire/error.ts';
import { bindStatement } from '../partiql/bind.ts';
import type { AttributeValue, Item } from '../values/value.ts';
import { compileCondition } from './condition.ts';
import { compileKeyConditions } from './key-condition.ts';
import { Placeholders } from './placeholders.ts';
import { compileProjection } from './projection.ts';
import { compileUpdate } from './update.ts';

const VALUES: Readonly<Record<string, AttributeValue>> = {
  ':a': { N: '1' },
  ':b': { S: 'x' },
  ':c': { L: [{ S: 'x' }] },
  ':d': { SS: ['x'] },
};
const ITEM: Item = { a: { N: '1' }, b: { L: [{ S: 'x' }, { M: { a: { S: 'x' } } }] }, c: { M: { a: { SS: ['x'] } } } };

const WORDS = `a b c a.b b[0] c.a #a #b :a :b :c :d :e ( ( ) ) , . [ ] 0 = <> < <= > >= + - AND OR NOT IN BETWEEN size
  begins_with contains attribute_exists attribute_not_exists attribute_type if_not_exists list_append SET REMOVE ADD DELETE
  status nothing ! "`.split(/\s+/);
const SQL_WORDS = `a b c a.b b[0] ? 'x' "a" 1 .5 1e3 ( ( ) ) [ ] { } << >> , : ; = <> < > + - * AND OR NOT IN BETWEEN IS
  MISSING NULL LIKE WHERE SET REMOVE RETURNING ALL MODIFIED OLD NEW VALUE ORDER BY DESC SELECT FROM INSERT INTO UPDATE DELETE
  EXISTS size begins_with set_add list_append true -- /* */ t`.split(/\s+/);

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 14 }).map((words) => words.join(' ')),
  fc
    .tuple(
      fc.constantFrom('SET a = ', 'REMOVE ', 'ADD a ', 'a = '),
      fc.array(fc.constantFrom(...WORDS), { maxLength: 8 }),
    )
    .map(([start, words]) => start + words.join(' ')),
);
const statements = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .tuple(
      fc.constantFrom('SELECT * FROM t WHERE ', 'UPDATE t SET a = ', 'INSERT INTO t VALUE {', 'DELETE FROM t ', ''),
      fc.array(fc.constantFrom(...SQL_WORDS), { maxLength: 12 }),
    )
    .map(([start, words]) => start + words.join(' ')),
);

function answered(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (error instanceof WireError && error.code === 'ValidationException') return;
    throw error;
  }
}

function placeholders(): Placeholders {
  return new Placeholders({ ExpressionAttributeNames: { '#a': 'a' }, ExpressionAttributeValues: VALUES });
}

const RUNS = { numRuns: 1_000 };

test('conditions', () => {
  fc.assert(
    fc.property(texts, (text) => answered(() => compileCondition('FilterExpression', text, placeholders()).test(ITEM))),
    RUNS,
  );
});

test('updates', () => {
  fc.assert(
    fc.property(texts, (text) =>
      answered(() => {
        const update = compileUpdate(text, placeholders());
        update.updatedPart(update.apply(ITEM));
      }),
    ),
    RUNS,
  );
});

test('projections and key conditions', () => {
  fc.assert(
    fc.property(texts, (text) => {
      answered(() => compileProjection(text, placeholders()).project(ITEM));
      answered(() => compileKeyConditions(text, placeholders()).terms());
    }),
    RUNS,
  );
});

test('statements', () => {
  fc.assert(
    fc.property(statements, (text) => answered(() => bindStatement(text))),
    RUNS,
  );
});

const LONG: readonly (readonly [shows: string, text: string])[] = [
  ['parentheses', '('.repeat(4_096)],
  ['closed parentheses', `${'('.repeat(2_000)}a${')'.repeat(2_000)}`],
  ['negations', 'NOT '.repeat(1_024)],
  ['functions', 'size('.repeat(819)],
  ['a path', `a${'.a'.repeat(2_047)}`],
  ['indexes', `a${'[0]'.repeat(1_365)}`],
  ['spaces', ' '.repeat(4_096)],
  ['a name', 'a'.repeat(4_096)],
  ['digits', `a[${'9'.repeat(4_000)}]`],
  ['operators', 'a=a OR '.repeat(585)],
];

for (const [shows, text] of LONG) {
  test(`as long as it may be: ${shows}`, () => {
    for (const start of ['', 'SET a = ', 'REMOVE ', 'a = ']) {
      const whole = (start + text).slice(0, 4_096);
      answered(() => compileCondition('ConditionExpression', whole, placeholders()));
      answered(() => compileUpdate(whole, placeholders()));
      answered(() => compileProjection(whole, placeholders()));
    }
    for (const start of ['', 'SELECT * FROM t WHERE ', 'INSERT INTO t VALUE ', 'UPDATE t SET a = ']) {
      for (const part of [
        text,
        '['.repeat(4_096),
        '{'.repeat(4_096),
        "'".repeat(4_095),
        '/*'.repeat(4_000),
        '<<'.repeat(4_000),
      ])
        answered(() => bindStatement((start + part).slice(0, 8_192)));
    }
  });
}

test('these tests can fail', () => {
  assert.throws(() => answered(() => assert.fail('a fault of ours')));
});
