/** Run by the tests of this folder on the lab's host: where no network can be had, functions have the API, and it is said why. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import http from 'node:http';
import { test } from 'node:test';
import { within } from '../../escape/escape-room.ts';
import { INTERNET } from '../lab.ts';
import { API_PORT, NetworkedRoom } from './networked-room.ts';

const AS_ROOT = process.getuid?.() === 0;

test('functions keep the API, and what hinders the network is named', async () => {
  // As an ordinary user, /dev/net/tun is closed here.
  if (AS_ROOT) nft('table ip other { chain forward { type filter hook forward priority 0; policy drop; }; }');
  const room = await NetworkedRoom.open();
  try {
    assert.match(room.host.isolation.summary, /no internet$/);
    const why = room.host.isolation.weaknesses.find((weakness) => weakness.startsWith('functions reach the API'));
    assert.match(why ?? '', AS_ROOT ? /table ip other\) drops what is forwarded: let it accept/ : /\/dev\/net\/tun/);
    const sandbox = await room.started(`
attempt("internet", lambda: page("${INTERNET}"))
attempt("API", lambda: page("127.0.0.1", ${API_PORT}))`);
    assert.ok(sandbox.apiListener);
    http.createServer((_request, response) => response.end('answers')).listen(sandbox.apiListener);
    let output = '';
    sandbox.stdout.on('data', (chunk) => (output += String(chunk)));
    await within(sandbox.exited, 'the end of the attempts');
    await sandbox.kill();
    assert.match(output, /^internet: failed .*unreachable\nAPI: answers\n$/);
  } finally {
    await room.close();
  }
  if (!AS_ROOT) return;
  nft('table ip other { chain forward { iifname "virga*" accept; oifname "virga*" accept; }; }');
  const allowed = await NetworkedRoom.open();
  try {
    assert.match(await allowed.python(`attempt("page", lambda: page("${INTERNET}"))`), /^page: internet/);
  } finally {
    await allowed.close();
  }
});

function nft(rules: string): void {
  const env = { PATH: `${process.env['PATH']}:/usr/sbin:/sbin` };
  execFileSync('nft', ['-f', '-'], { input: rules, env, timeout: 10_000 });
}
