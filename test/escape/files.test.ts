/** SANDBOX.md, walls: host files, and what may not be written. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import path from 'node:path';
import { assertBlocked, EscapeRoom, SKIP } from './escape-room.ts';

suite('files', { skip: SKIP }, () => {
  let room: EscapeRoom;
  before(async () => {
    room = await EscapeRoom.open();
  });
  after(() => room.close());

  test('files of the host cannot be read', async () => {
    const checkout = path.resolve(import.meta.dirname, '../../package.json');
    const files = [
      '/etc/shadow',
      '/etc/hostname',
      '/proc/1/root/etc/shadow',
      '/proc/1/cwd/etc/shadow',
      '/proc/1/root/../../etc/shadow',
      checkout,
      path.join(room.dataFolder, 'keys.txt'),
      path.join(room.run.runFolder, 'seccomp.bpf'),
      `${room.neighbour.socketFolder}/../tmp/neighbour.txt`,
      '/tmp/neighbour.txt',
      '/dev/mem',
      '/dev/kmsg',
      '/dev/sda',
      '/dev/vda',
      '/dev/kvm',
      '/dev/loop0',
      '/proc/kcore',
      '/proc/kmsg',
      '/sys/kernel/notes',
      '/sys/fs/cgroup/cgroup.procs',
    ];
    const attempt = await room.python(files.map((file) => `attempt("${file}", lambda: read("${file}"))`).join('\n'));
    assertBlocked(attempt, files);
  });

  test('home directories and the data directory are not there', async () => {
    const attempt = await room.python(`
for folder in ["/root", "/home", "/mnt", "/srv", "/sys", "/boot", "${room.dataFolder}", "${room.run.runFolder}"]:
    attempt(folder, lambda: os.listdir(folder))`);
    assertBlocked(attempt, ['/root', '/home', '/mnt', '/srv', '/sys', '/boot', room.dataFolder, room.run.runFolder]);
  });

  test('nothing but /tmp and /dev/shm can be written', async () => {
    const folders = [
      '/',
      '/usr',
      '/usr/bin',
      '/etc',
      '/var',
      '/var/task',
      '/opt',
      '/dev',
      '/dev/pts',
      '/run',
      '/run/virga',
      '/var/virga',
    ];
    const attempt = await room.python(
      `${folders.map((folder) => `attempt("${folder}", lambda: write("${folder}/made"))`).join('\n')}
attempt("/var/task/handler.txt", lambda: write("/var/task/handler.txt"))
attempt("chmod", lambda: os.chmod("/var/task/handler.txt", 0o777))
attempt("unlink", lambda: os.unlink("/var/task/handler.txt"))
write("/tmp/own"); write("/dev/shm/own"); print("own files written", read("/var/task/handler.txt"))`,
    );
    assertBlocked(attempt, [...folders, '/var/task/handler.txt', 'chmod', 'unlink']);
    assert.match(attempt.output, /own files written b'code'/);
  });

  test('the kernel cannot be set by /proc', async () => {
    const files = [
      '/proc/sys/kernel/core_pattern',
      '/proc/sys/kernel/hostname',
      '/proc/sys/kernel/modprobe',
      '/proc/sys/kernel/ns_last_pid',
      '/proc/sys/net/ipv4/ip_forward',
      '/proc/sys/vm/drop_caches',
      '/proc/sys/vm/overcommit_memory',
      '/proc/sysrq-trigger',
    ];
    const attempt = await room.python(`${files.map((file) => `attempt("${file}", lambda: write("${file}"))`).join('\n')}
attempt("oom_score_adj of pid 1", lambda: write("/proc/1/oom_score_adj", "-1000"))
attempt("own oom_score_adj", lambda: write("/proc/self/oom_score_adj", "-1000"))`);
    assertBlocked(attempt, [...files, 'oom_score_adj of pid 1', 'own oom_score_adj']);
  });

  test('a new sandbox in the same slot sees nothing of the one before', async () => {
    for (let round = 0; round < 10; round++) {
      const { output } = await room.python(
        'print("found", os.listdir("/tmp"), os.listdir("/dev/shm")); write("/tmp/trace"); write("/dev/shm/trace")',
      );
      assert.match(output, /^found \[\] \[\]$/m);
    }
  });
});
