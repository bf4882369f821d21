import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { ManualClock } from './clock.ts';
import { LogFile } from './log-file.ts';

test('lines are written together, in order, after some milliseconds', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'virga-log-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const clock = new ManualClock(0);
  const file = path.join(folder, 'logs/virga.log');
  const log = new LogFile(file, clock);
  log.write('one\n');
  log.write('two\n');
  assert.equal(readFileSync(file, 'utf8'), '');
  clock.advance(1_000);
  assert.equal(readFileSync(file, 'utf8'), 'one\ntwo\n');
  assert.equal(statSync(file).mode & 0o077, 0);
  log.close();
});

test('a full file is set aside, and the oldest is dropped', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'virga-log-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const log = new LogFile(path.join(folder, 'virga.log'), new ManualClock(0));
  const line = `${'x'.repeat(8 * 1024 * 1024 - 1)}\n`;
  for (let count = 0; count < 25; count++) log.write(line);
  log.close();
  assert.deepEqual(readdirSync(folder).toSorted(), ['virga.log', 'virga.log.1', 'virga.log.2', 'virga.log.3']);
  for (const name of readdirSync(folder)) assert.ok(statSync(path.join(folder, name)).size <= 32 * 1024 * 1024);
});
