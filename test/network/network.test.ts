/** SANDBOX.md, "Network": what functions reach, tried from inside on hosts of our own, by root and by an ordinary user. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import { Lab, SKIP } from './lab.ts';

/** A number that no user of the machine has. */
const USER = 910_000 + (process.pid % 10_000);
const FOLDER = path.join(import.meta.dirname, 'inside');

suite('the network of functions', { skip: SKIP }, () => {
  for (const [name, user] of [
    ['as root, by veth', 0],
    ['as an ordinary user, by pasta', USER],
  ] as const) {
    for (const [file, tests] of [
      ['walls.ts', 10],
      ['crash.ts', 2],
      ['refused.ts', 1],
    ] as const) {
      test(`${name}: ${file}`, async () => {
        const lab = await Lab.open();
        try {
          const output = await lab.runTests(path.join(FOLDER, file), user, file === 'refused.ts' ? '600' : '666');
          assert.equal(Number(/^# pass (\d+)$/m.exec(output)?.[1]), tests, output);
        } finally {
          lab.close();
        }
        assert.deepEqual(
          readdirSync('/run/netns').filter((one) => one.startsWith(`virgalab${process.pid}-`)),
          [],
        );
      });
    }
  }
});
