/** What a soak complains of. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SoakReport } from './soak.ts';
import { complaints } from './verdict.ts';

const MEMORY = { usedMb: 25, externalMb: 8, residentMb: 200 };
const CLEAN: SoakReport = {
  isolation: '',
  minutes: 60,
  chores: {},
  tally: {},
  before: { descriptors: 150, mounts: 97 },
  highest: { descriptors: 220, mounts: 110 },
  after: { descriptors: 146, mounts: 97 },
  left: { processes: 0, mounts: 0 },
  memoryBefore: MEMORY,
  memoryAfter: { usedMb: 28, externalMb: 8, residentMb: 230 },
  residentMb: Array.from({ length: 60 }, () => 240),
  dataMb: {},
  surprises: [],
  logged: [],
};

const CASES: readonly [name: string, changed: Partial<SoakReport>, expected: RegExp | undefined][] = [
  ['nothing', {}, undefined],
  ['a descriptor more', { after: { descriptors: 151, mounts: 97 } }, /^descriptors: 150 before, 151 after$/],
  ['a process after the stop', { left: { processes: 1, mounts: 0 } }, /^after the stop, processes: 0 before, 1 after$/],
  ['a heap that grew', { memoryAfter: { ...MEMORY, usedMb: 42 } }, /^the heap holds 17\.0 MB more/],
  ['resident memory that grew', { memoryAfter: { ...MEMORY, residentMb: 300 } }, /^100 MB more are resident/],
  ['memory that rose all the time', { residentMb: Array.from({ length: 60 }, (_, at) => 10 * at) }, /grows/],
  ['a wrong answer', { surprises: ['timeouts: wrong'] }, /wrong/],
  ['an error in the log', { logged: ['logged: error'] }, /error/],
];

for (const [name, changed, expected] of CASES) {
  test(name, () => {
    const found = complaints({ ...CLEAN, ...changed });
    assert.equal(found.length, expected === undefined ? 0 : 1, found.join('\n'));
    if (expected !== undefined) assert.match(found[0] ?? '', expected);
  });
}
