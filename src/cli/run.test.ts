/** The command line as people use it: help, mistakes, exit codes. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Io } from './command.ts';
import { run } from './run.ts';

async function type(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const io: Io = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    environment: { HOME: '/nowhere' },
  };
  return { code: await run(argv, io), out, err };
}

test('help lists every command, and every command explains itself', async () => {
  const { code, out } = await type('help');
  assert.equal(code, 0);
  const names = [...out.matchAll(/^ {2}([a-z]+) {2,}/gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'help');
  assert.ok(names.includes('up') && names.includes('explain'));
  for (const name of names) {
    const help = await type(name, '--help');
    assert.equal(help.code, 0);
    assert.match(help.out, new RegExp(`^Usage: ./virga ${name}`));
  }
});

describe('a mistake is one line that says what to change', () => {
  const cases: readonly [string[], number, RegExp][] = [
    [['upp'], 2, /there is no command upp, did you mean up\?/],
    [['constructor'], 2, /there is no command constructor/],
    [['up', '--prot', '1'], 1, /there is no option --prot, did you mean --port\? \(see .\/virga up --help\)/],
    [['up', '--port'], 1, /--port needs a value/],
    [['up', '--port='], 1, /--port needs a value/],
    [['up', '--dev=yes'], 1, /--dev takes no value/],
    [['up', '--port', '1', '--port', '2'], 1, /--port was given twice/],
    [['up', 'now'], 1, /unexpected "now"/],
    [['env', '--data', '/nonexistent/x'], 1, /holds no cloud: start one with .\/virga up/],
    [['accounts', '--data', '/nonexistent/x', 'list'], 1, /holds no cloud/],
  ];
  for (const [argv, code, message] of cases) {
    test(argv.join(' '), async () => {
      const answer = await type(...argv);
      assert.equal(answer.code, code);
      assert.match(answer.err, message);
      assert.equal(answer.err.trimEnd().split('\n').length, 1);
      assert.equal(answer.out, '');
    });
  }
});

test('without a command: the help, and an exit code that scripts notice', async () => {
  const { code, out } = await type();
  assert.equal(code, 2);
  assert.match(out, /^Virga: /);
});
