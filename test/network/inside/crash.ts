/** Run by the tests of this folder on the lab's host: what a platform leaves there, killed or closed. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { within } from '../../escape/escape-room.ts';
import { INTERNET } from '../lab.ts';
import { API_PORT, EMPTY, LAB, NetworkedRoom, networkedOptions } from './networked-room.ts';

const SOURCE = new URL('../../../src/', import.meta.url);
const AS_ROOT = process.getuid?.() === 0;

test('a platform that is closed leaves nothing', async () => {
  const before = traces();
  const room = await NetworkedRoom.open();
  await room.host.start(EMPTY);
  if (AS_ROOT) assert.notDeepEqual(traces(), before);
  await room.close();
  assert.deepEqual(await settled(before), before);
});

test('kill -9 leaves nothing that the next start does not take away', async (t) => {
  const before = traces();
  const folder = mkdtempSync(path.join(LAB, 'k-'));
  const { log: _log, clock: _clock, ...plain } = await networkedOptions(folder, []);
  const program = path.join(folder, 'platform.ts');
  writeFileSync(
    program,
    `
import { openSandboxHost } from ${JSON.stringify(new URL('runtime/sandbox-host.ts', SOURCE).href)};
import { systemClock } from ${JSON.stringify(new URL('kit/clock.ts', SOURCE).href)};
import { silentLog } from ${JSON.stringify(new URL('kit/log.ts', SOURCE).href)};
const host = await openSandboxHost({ ...${JSON.stringify(plain)}, log: silentLog, clock: systemClock });
await host.start(${JSON.stringify(EMPTY)});
console.log('up');`,
  );
  const platform = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => platform.kill('SIGKILL'));
  await within(new Promise((resolve) => platform.stdout.once('data', resolve)), 'the platform');
  platform.kill('SIGKILL');
  const room = await NetworkedRoom.open([], folder);
  assert.equal(room.name, plain.name);
  const output = await room.python(`
attempt("page", lambda: page("${INTERNET}"))
attempt("gateway", lambda: connect(gateway(), ${API_PORT}))`);
  assert.match(output, /^page: internet.*\ngateway: failed /);
  await room.close();
  assert.deepEqual(await settled(before), before);
});

/** Interfaces, tables and settings of this host, and programs that make networks. */
function traces(): string[] {
  const lines = (program: string, ...words: string[]): string[] =>
    execFileSync(program, words, { encoding: 'utf8', env: { PATH: `${process.env['PATH']}:/usr/sbin:/sbin` } }).split(
      '\n',
    );
  const links = lines('ip', '-oneline', 'link', 'show').map((line) => line.split(':')[1]?.split('@')[0] ?? '');
  const forwarding = readFileSync('/proc/sys/net/ipv4/conf/up0/forwarding', 'utf8').trim();
  const tables = AS_ROOT ? lines('nft', 'list', 'tables') : [];
  return [...links, ...tables, `forwarding ${forwarding}`, ...programs()];
}

/** Of this lab: their command names its folder, or they watch the lab's host. */
function programs(): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return words.includes('pasta') && words.some((word) => word.startsWith(LAB)) ? [words.join(' ')] : [];
    } catch {
      return [];
    }
  });
}

/** The kernel takes network namespaces down after their last user has gone. */
async function settled(wanted: readonly string[]): Promise<string[]> {
  const until = Date.now() + 20_000;
  while (traces().join() !== wanted.join() && Date.now() < until) await delay(20);
  return traces();
}
