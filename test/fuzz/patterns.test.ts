/** No pattern of any model takes long for any text: each is tried with texts made of its own pieces. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import vm from 'node:vm';
import { constraintsOf } from '../../src/wire/constraints.ts';
import type { ServiceModel, Shape } from '../../src/wire/model.ts';

const SERVICES = path.join(import.meta.dirname, '../../src/services');
/** A request's body may be longer, but no string of a model's that has a pattern and a length. */
const LENGTH_MAX = 100_000;
/** A linear expression takes a millisecond for the longest text; one that backtracks without bound takes years. */
const TRY_MS_MAX = 1_000;
const TRIES = 3;

for (const service of readdirSync(SERVICES, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  const file = path.join(SERVICES, service.name, 'model.json');
  const model = JSON.parse(readFileSync(file, 'utf8')) as ServiceModel;
  const shapes = Object.entries(model.shapes).filter(
    ([, { pattern, type }]) => pattern !== undefined && type === 'string',
  );
  suite(`patterns of ${service.name}`, () => {
    test(`${shapes.length} are quick for every text`, () => {
      for (const [name, shape] of shapes) checkShape(`${service.name}.${name}`, shape);
    });
  });
}

suite('the check itself', () => {
  test('stops an expression that backtracks without bound', () => {
    const slow = /^(?:(a+)+)$/;
    assert.throws(() => inTime(() => slow.test(`${'a'.repeat(5_000)}!`)), { code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' });
  });
});

function checkShape(name: string, shape: Shape): void {
  const constraints = constraintsOf(shape);
  const length = Math.min(shape.max ?? LENGTH_MAX, LENGTH_MAX);
  for (const text of adversarialTexts(shape.pattern ?? '', length)) {
    const holdsAll = (): void => constraints.forEach((constraint) => constraint.holds(text));
    try {
      inTime(holdsAll);
    } catch (error) {
      const shown = `${text.slice(0, 40)}… (${text.length} characters)`;
      throw new Error(`${name}: ${shape.pattern} takes longer than ${TRY_MS_MAX} ms for ${shown}`, { cause: error });
    }
  }
}

const script = new vm.Script('work()');
const context = vm.createContext({ work(): void {} });

/** Ends what takes too long each time. */
function inTime(work: () => void): void {
  context.work = work;
  for (let left = TRIES; left > 0; left--) {
    try {
      script.runInContext(context, { timeout: TRY_MS_MAX });
      return;
    } catch (error) {
      if (left === 1) throw error;
    }
  }
}

/** Repetitions of what the pattern names, with an end that it does not: what makes a matcher go back and try again. */
function adversarialTexts(pattern: string, length: number): string[] {
  const signs = [...new Set(pattern.match(/[^\w\s\\()[\]{}|^$?*+]/g))].slice(0, 12);
  const words = [...new Set(pattern.match(/[a-z-]{2,}/g))].slice(0, 6);
  const units = ['a', 'A', '0', '-', ' ', 'é', ...signs, ...words];
  const repeated = [
    ...units,
    ...signs.flatMap((sign) => [`a${sign}`, `0${sign}`, `${sign}${sign}a`]),
    'a-',
    '0-',
    'a0',
  ];
  const starts = ['', 'arn:aws:iam::000000000000:role/', 'arn:aws:lambda:us-east-1:000000000000:function:'];
  // At the limit, and at the length past which slow patterns are not tried.
  const lengths = [...new Set([length, Math.min(length, 2_048)])];
  return starts.flatMap((start) =>
    lengths.flatMap((size) =>
      repeated.map((unit) => `${start}${unit.repeat(Math.ceil(size / unit.length))}`.slice(0, size - 1) + '\n'),
    ),
  );
}
