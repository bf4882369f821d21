import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { run } from '../run.ts';

async function type(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const io = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    environment: {},
  };
  return { code: await run(['logs', ...argv], io), ...said };
}

test('what is asked wrongly is one line', async () => {
  const data = await mkdtemp(path.join(tmpdir(), 'virga-cli-'));
  try {
    const nameless = await type('--data', data);
    assert.deepEqual([nameless.code, nameless.err.split('\n').length], [1, 2]);
    assert.match(nameless.err, /^virga logs: give the name of a function or of a log group/);
    assert.match((await type('a', 'b', '--data', data)).err, /^virga logs: unexpected "b"/);
    assert.match((await type('a', '--folow', '--data', data)).err, /did you mean --follow\?/);
    // No cloud was ever started there.
    const unstarted = await type('a', '--follow', '--data', data);
    assert.equal(unstarted.code, 1);
    assert.match(unstarted.err, /virga up/);
  } finally {
    await rm(data, { recursive: true });
  }
});

test('help says how', async () => {
  const { code, out } = await type('--help');
  assert.equal(code, 0);
  assert.match(out, /^Usage: \.\/virga logs NAME \[options\]/);
  for (const option of ['--follow', '--since TIME', '--filter PATTERN', '--data DIR']) assert.ok(out.includes(option));
});
