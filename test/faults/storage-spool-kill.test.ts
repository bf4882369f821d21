/** What was appended to the spool when the process was killed is there at the next start, once, whole and in order. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/kit/clock.ts';
import { silentLog } from '../../src/kit/log.ts';
import { openSpool } from '../../src/storage/spool.ts';

const ROUNDS = 20;
const RUN_MS_MAX = 120;
const WRITER = fileURLToPath(new URL('storage-spool-writer.ts', import.meta.url));

test(`${ROUNDS} times SIGKILL: every entry that was written is ingested`, {
  timeout: 120_000,
}, async (context) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-spool-kill-'));
  let last = '';
  let total = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { pid, number } = await runAndKill(folder, Math.random() * RUN_MS_MAX);
    const spool = await openSpool({ folder, clock: systemClock, log: silentLog });
    let count = 0;
    spool.ingest('log', async (entries) => {
      for (const { payload, mark } of entries) {
        count++;
        assert.equal(Buffer.from(payload).toString(), `${pid} ${count} ${'x'.repeat(count % 300)}`);
        assert.ok(mark > last, 'marks grow');
        last = mark;
      }
    });
    await spool.drain();
    await spool.close();
    assert.ok(count >= number, `${number} were appended, ${count} are there`);
    total += number;
  }
  await rm(folder, { recursive: true });
  context.diagnostic(`${total} entries`);
  assert.ok(total > ROUNDS, 'the writer was killed under load');
});

/** The writer's process id and the last number that it said it appended. */
async function runAndKill(folder: string, runMs: number): Promise<{ pid: number | undefined; number: number }> {
  const child = spawn(process.execPath, [WRITER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await once(child.stdout, 'readable');
  const timer = setTimeout(() => child.kill('SIGKILL'), runMs);
  const output = await text(child.stdout);
  clearTimeout(timer);
  assert.deepEqual(await exited, [null, 'SIGKILL'], 'the writer ran until it was killed');
  const lines = output.slice(0, output.lastIndexOf('\n')).split('\n');
  return { pid: child.pid, number: Number(lines.at(-1)?.split(' ')[1] ?? 0) };
}
