/** kill -9 at random instants of a process that puts blobs: what it had acknowledged is whole, nothing else is visible. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import type { Blobs } from '../../src/blob/blobs.ts';
import { openDiskBlobs } from '../../src/blob/disk.ts';
import { RandomIds } from '../../src/kit/ids.ts';
import { silentLog } from '../../src/kit/log.ts';

const ROUNDS = 30;
const LONGEST_ROUND_MS = 150;
const WRITER = path.join(import.meta.dirname, 'blobs-writer.ts');

test(`acknowledged blobs survive ${ROUNDS} kills`, { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-kill-'));
  try {
    const acknowledged = new Map<string, string>();
    let interrupted = 0;
    for (let round = 0; round < ROUNDS; round++) {
      await writeUntilKilled(folder, randomInt(LONGEST_ROUND_MS), acknowledged);
      interrupted += (await readdir(path.join(folder, 'incoming'))).length;
      const blobs = await openDiskBlobs({ folder, key: Buffer.alloc(32, 1), ids: new RandomIds(), log: silentLog });
      assert.deepEqual(await readdir(path.join(folder, 'incoming')), []);
      await check(blobs, acknowledged);
    }
    assert(acknowledged.size > ROUNDS, `only ${acknowledged.size} blobs were put`);
    assert(interrupted > 0, 'no kill fell into a put');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

async function writeUntilKilled(folder: string, delayMs: number, acknowledged: Map<string, string>): Promise<void> {
  const child = spawn(process.execPath, [WRITER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  let timer: NodeJS.Timeout | undefined;
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'ready') {
        timer = setTimeout(() => child.kill('SIGKILL'), delayMs);
        continue;
      }
      const [id = '', digest = ''] = line.split(' ');
      acknowledged.set(id, digest);
    }
    assert(timer, 'the writer did not start');
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
    await closed;
  }
}

/** Also what was not acknowledged is whole if it is visible. All are removed, so that the rounds stay short. */
async function check(blobs: Blobs, acknowledged: Map<string, string>): Promise<void> {
  const missing = new Set([...acknowledged].filter(([, digest]) => digest !== '').map(([id]) => id));
  for (let after: string | undefined; ; ) {
    const page = await blobs.list(after, 1_000);
    for (const id of page) {
      const digest = createHash('sha256')
        .update(await blobs.readAll(id, 4_000_000))
        .digest('hex');
      const expected = acknowledged.get(id);
      if (expected !== undefined) assert.equal(digest, expected);
      missing.delete(id);
      acknowledged.set(id, '');
      await blobs.delete(id);
    }
    after = page.at(-1);
    if (page.length < 1_000) break;
  }
  assert.deepEqual([...missing], []);
}
