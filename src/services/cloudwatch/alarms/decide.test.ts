import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { decide, type TreatMissing } from './decide.ts';

/** Oldest first, as in the user guide: 0 within the threshold, X breaching, - missing. */
function decided(points: string, m: number, n: number, treatMissing: TreatMissing): string {
  const list = points.split(' ').map((mark, at) => ({
    atMs: at * 60_000,
    value: mark === '-' ? undefined : mark === 'X' ? 1 : 0,
  }));
  const rule = { evaluationPeriods: n, datapointsToAlarm: m, treatMissing, breaches: (value: number) => value > 0 };
  return decide(rule, list.toReversed()).state;
}

const TREATMENTS: readonly TreatMissing[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
const [OK, ALARM, NONE] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/** The tables of "Configuring how CloudWatch alarms treat missing data" (user guide, 2026-11-24), and what follows. */
const CASES: readonly (readonly [points: string, m: number, n: number, ...states: readonly string[]])[] = [
  ['0 - X - X', 3, 3, OK, OK, OK, OK],
  ['0 - - - -', 3, 3, OK, OK, OK, OK],
  ['- - - - -', 3, 3, NONE, 'keep', ALARM, OK],
  ['0 X X - X', 3, 3, ALARM, ALARM, ALARM, ALARM],
  ['- - X - -', 3, 3, ALARM, 'keep', ALARM, OK],
  ['0 - X - X', 2, 3, ALARM, ALARM, ALARM, ALARM],
  ['0 0 X 0 X', 2, 3, ALARM, ALARM, ALARM, ALARM],
  ['0 - X - -', 2, 3, OK, OK, ALARM, OK],
  ['- - - - 0', 2, 3, OK, OK, ALARM, OK],
  ['- - - X -', 2, 3, ALARM, 'keep', ALARM, OK],
  // A breach that is younger than Datapoints to Alarm decides nothing yet.
  ['- - - - X', 3, 3, 'keep', 'keep', ALARM, OK],
  ['0 0 0 0 X', 1, 3, ALARM, ALARM, ALARM, ALARM],
  ['X X 0 0 0', 1, 3, OK, OK, OK, OK],
  ['- - X', 1, 1, ALARM, ALARM, ALARM, ALARM],
  ['- - 0', 1, 1, OK, OK, OK, OK],
];

suite('the state that follows from data points', () => {
  for (const [points, m, n, ...states] of CASES) {
    for (const [at, treatMissing] of TREATMENTS.entries()) {
      test(`${points}, ${m} out of ${n}, missing is ${treatMissing}: ${states[at]}`, () => {
        assert.equal(decided(points, m, n, treatMissing), states[at]);
      });
    }
  }
});
