import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../kit/clock.ts';
import { jsonLog } from '../kit/log.ts';
import { trimMemory } from './trim-memory.ts';

const LOOK_MS = 5_000;

test('memory is given back after the start, and after work once it is quiet and holds much more', () => {
  const clock = new ManualClock(0);
  const lines: string[] = [];
  const log = jsonLog(
    (line) => lines.push(line),
    () => clock.nowMs(),
  );
  const work = { inFlight: 1, begun: 1 };
  let residentMb = 150;
  let forgotten = 0;
  const stores = [{ trim: () => void forgotten++ }];
  const cancel = trimMemory({ clock, log, work, stores }, () => residentMb);
  const trims = (): number => lines.filter((line) => line.includes('memory was trimmed')).length;
  clock.advance(LOOK_MS);
  assert.equal(trims(), 0, 'a request was being answered');
  work.inFlight = 0;
  clock.advance(LOOK_MS);
  assert.equal(trims(), 1, 'after the start');
  residentMb = 160;
  clock.advance(LOOK_MS);
  assert.equal(trims(), 1, 'it holds little more');
  residentMb = 400;
  work.begun = 50;
  clock.advance(LOOK_MS);
  assert.equal(trims(), 1, 'there was work meanwhile');
  clock.advance(LOOK_MS);
  assert.equal(trims(), 2, 'after the work');
  assert.equal(forgotten, 2);
  cancel();
  residentMb = 800;
  clock.advance(LOOK_MS);
  assert.equal(trims(), 2, 'called off');
});
