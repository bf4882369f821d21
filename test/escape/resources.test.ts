/** SANDBOX.md, walls: resources. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { EscapeRoom, PYTHON, SKIP, within } from './escape-room.ts';

suite('resources', { skip: SKIP }, () => {
  let room: EscapeRoom;
  let hard = false;
  before(async () => {
    room = await EscapeRoom.open();
    hard = room.host.isolation.summary.includes('cgroup');
  });
  after(() => room.close());

  test('1 GB in 128 MB is killed', async () => {
    const { exit, output } = await room.python(`
print("begins", flush=True)
chunks = []
for _ in range(64):
    chunks.append(b"x" * (16 << 20))
print("REACHED", flush=True)
import time; time.sleep(30)`);
    assert.match(output, /begins/);
    assert.equal(exit.oomKilled, true);
    if (hard) assert.doesNotMatch(output, /REACHED/);
  });

  test('a child that takes too much is counted, though the function goes on', async (t) => {
    if (!hard) return t.skip('without cgroups the whole sandbox is ended');
    const { exit, usage } = await room.python(`
if os.fork() == 0:
    hoard = b"x" * (1 << 30); os._exit(0)
os.wait()`);
    assert.equal(exit.code, 0);
    assert.equal(exit.oomKilled, true);
    assert.ok(usage.oomKills >= 1 && usage.maxMemoryBytes > 100 << 20 && usage.maxMemoryBytes <= 128 << 20);
  });

  test('a fork bomb stops at 1,024', async (t) => {
    if (!hard) return t.skip('without cgroups processes are not limited');
    const { output } = await room.python(
      `
import time
count = 0
try:
    while count < 3000:
        if os.fork() == 0: time.sleep(600); os._exit(0)
        count += 1
except BlockingIOError: pass
print("forked", count, flush=True)
os.kill(-1, signal.SIGKILL)`,
      512,
    );
    const count = Number(/^forked (\d+)$/m.exec(output)?.[1]);
    assert.ok(count > 900 && count < 1024, `${count} processes`);
  });

  test('a bomb that nobody stops is killed', async (t) => {
    if (!hard) return t.skip('without cgroups processes are not limited');
    const sandbox = await room.prepared(256);
    const said = new Promise((resolve) => sandbox.stdout.once('data', resolve));
    await sandbox.begin(
      [PYTHON, '-c', 'import os\nprint("begins", flush=True)\nwhile True:\n  try: os.fork()\n  except OSError: pass'],
      {},
    );
    await within(said, 'the bomb');
    await within(sandbox.kill(), 'the end of the bomb');
    await room.neighbourLives();
  });

  test('/tmp ends at its size, and does not count as memory', async (t) => {
    if (room.host.isolation.weaknesses.some((weakness) => weakness.includes('/tmp'))) {
      return t.skip('/tmp is memory here');
    }
    const { output, exit } = await room.command(
      [
        PYTHON,
        '-c',
        'n = 0\ntry:\n  f = open("/tmp/full", "wb", 0)\n  while n < 600: f.write(b"x" * (1 << 20)); n += 1\nexcept OSError as error: print("stopped", n, error.errno)',
      ],
      128,
      300,
    );
    assert.equal(exit.oomKilled, false);
    const [, megabytes, errno] = /^stopped (\d+) (\d+)$/m.exec(output) ?? [];
    assert.equal(errno, '28', output);
    assert.ok(Number(megabytes) > 250 && Number(megabytes) <= 300, output);
  });

  test('/dev/shm and the open files end', async () => {
    const { output } = await room.python(
      `
n = 0
try:
    with open("/dev/shm/full", "wb", 0) as file:
        while n < 600: file.write(b"x" * (1 << 20)); n += 1
except OSError as error: print("shm stopped", n, error.errno)
os.unlink("/dev/shm/full")
files = []
try:
    while len(files) < 10000: files.append(open("/dev/null"))
except OSError as error: print("files stopped", len(files), error.errno)`,
      512,
    );
    assert.match(output, /^shm stopped 6[34] 28$/m);
    assert.match(output, /^files stopped 10(1\d|2[0-4]) 24$/m);
  });

  test('an endless line waits for its reader instead of filling the platform', async () => {
    const sandbox = await room.prepared();
    await sandbox.begin(
      [
        PYTHON,
        '-c',
        'import sys\nprint("begins", file=sys.stderr, flush=True)\nwhile True: sys.stdout.write("x" * 65536)',
      ],
      {},
    );
    await within(new Promise((resolve) => sandbox.stderr.once('data', resolve)), 'the beginning');
    const before = process.memoryUsage().rss;
    for (let round = 0; round < 3; round++) await room.neighbourLives();
    assert.ok(sandbox.stdout.readableLength <= sandbox.stdout.readableHighWaterMark + 65_536);
    assert.ok(process.memoryUsage().rss - before < 64 << 20);
    await sandbox.kill();
  });

  test('a frozen sandbox can be thawed and killed', async () => {
    const sandbox = await room.prepared();
    const ticks = sandbox.stdout[Symbol.asyncIterator]();
    await sandbox.begin([PYTHON, '-c', 'import time\nwhile True: print("tick", flush=True); time.sleep(0.01)'], {});
    await within(ticks.next(), 'a tick');
    await sandbox.freeze();
    await room.neighbourLives();
    await sandbox.thaw();
    await within(ticks.next(), 'another tick');
    await sandbox.freeze();
    await within(sandbox.kill(), 'the end of a frozen sandbox');
    await room.neighbourLives();
  });
});
