import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { shellCommand, shellQuote } from './shell-words.ts';

test('words come out of a shell as they went in', () => {
  const words = [
    'plain/path-1.2',
    '',
    'two words',
    "it's",
    '$(id) `id` "x" \\ ;&|',
    'line\nline',
    '~',
    '*',
    '-n',
    '#x',
    'ü',
  ];
  const out = execFileSync('/bin/sh', ['-c', shellCommand(['printf', '%s\\0', ...words])], { encoding: 'utf8' });
  assert.deepEqual(out.split('\0').slice(0, -1), words);
});

test('a NUL is refused', () => {
  assert.throws(() => shellQuote('a\0b'), TypeError);
});
