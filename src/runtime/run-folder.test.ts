import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { MAX_RUN_FOLDER_CHARS, prepareRunFolder } from './run-folder.ts';

function dataFolder(t: TestContext, mode: number, name = ''): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'vr-')));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const data = path.join(folder, name);
  mkdirSync(data, { recursive: true });
  chmodSync(folder, mode);
  return data;
}

test('where everybody can enter, it is in the data directory', async (t) => {
  const data = dataFolder(t, 0o755);
  const { runFolder, imageFolder, name } = await prepareRunFolder(data);
  assert.equal(runFolder, path.join(data, 'run'));
  assert.equal(imageFolder, path.join(data, 'sandbox-tmp'));
  assert.match(name, /^[0-9a-f]{16}$/);
  assert.deepEqual((await prepareRunFolder(data)).name, name);
});

test('a closed parent moves it to where other users can enter', {
  skip: process.getuid?.() !== 0 && 'root only',
}, async (t) => {
  const { runFolder, name } = await prepareRunFolder(dataFolder(t, 0o700, 'data'));
  t.after(() => rmSync(runFolder, { recursive: true, force: true }));
  assert.equal(runFolder, `/run/virga-${name}`);
  assert.equal(statSync(runFolder).mode & 0o777, 0o755);
});

test('a path too long for a socket moves it as well', async (t) => {
  const { runFolder } = await prepareRunFolder(dataFolder(t, 0o755, 'long'.repeat(20)));
  t.after(() => rmSync(runFolder, { recursive: true, force: true }));
  assert.ok(runFolder.length <= MAX_RUN_FOLDER_CHARS && existsSync(runFolder));
});

test('different data directories have different names', async (t) => {
  const [a, b] = [await prepareRunFolder(dataFolder(t, 0o755)), await prepareRunFolder(dataFolder(t, 0o755))];
  assert.notEqual(a.name, b.name);
});
