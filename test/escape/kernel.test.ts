/** SANDBOX.md, walls: the kernel. Each call would work, or fail in another way, without the seccomp filter. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { EscapeRoom, SKIP } from './escape-room.ts';

const NUMBERS: Readonly<Record<string, readonly [number, number]>> = {
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  open_tree: [428, 428],
  fsopen: [430, 430],
  mount_setattr: [442, 442],
  unshare: [272, 97],
  setns: [308, 268],
  clone: [56, 220],
  clone3: [435, 435],
  keyctl: [250, 219],
  add_key: [248, 217],
  request_key: [249, 218],
  bpf: [321, 280],
  userfaultfd: [323, 282],
  perf_event_open: [298, 241],
  kexec_load: [246, 104],
  init_module: [175, 105],
  io_uring_setup: [425, 425],
  syslog: [103, 116],
  open_by_handle_at: [304, 265],
  pidfd_getfd: [438, 438],
  unknown: [500, 500],
};

/** name, its arguments in Python, the error. */
const CASES: readonly (readonly [string, string, string])[] = [
  ['ptrace', '0, 0, 0, 0', 'EPERM'],
  ['process_vm_readv', 'os.getpid(), 0, 0, 0, 0, 0', 'EPERM'],
  ['mount', 'b"none", b"/tmp", b"tmpfs", 0, 0', 'EPERM'],
  ['umount2', 'b"/tmp", 2', 'EPERM'],
  ['pivot_root', 'b"/tmp", b"/tmp"', 'EPERM'],
  ['open_tree', '-100, b"/tmp", 1', 'EPERM'],
  ['fsopen', 'b"tmpfs", 0', 'EPERM'],
  ['mount_setattr', '-100, b"/tmp", 0, 0, 0', 'EPERM'],
  ['unshare', '0x10000000', 'EPERM'],
  ['unshare', '0', 'EPERM'],
  ['setns', '0, 0', 'EPERM'],
  ['clone', '0x10000000 | 17, 0, 0, 0, 0', 'EPERM'],
  ['clone', '0x40000000 | 17, 0, 0, 0, 0', 'EPERM'],
  ['clone3', '0, 0', 'ENOSYS'],
  ['keyctl', '0, -3, 1', 'EPERM'],
  ['add_key', 'b"user", b"a", b"b", 1, -3', 'EPERM'],
  ['request_key', 'b"user", b"a", 0, 0', 'EPERM'],
  ['bpf', '0, 0, 0', 'EPERM'],
  ['userfaultfd', '1', 'EPERM'],
  ['perf_event_open', '0, 0, -1, -1, 0', 'EPERM'],
  ['kexec_load', '0, 0, 0, 0', 'EPERM'],
  ['init_module', '0, 0, 0', 'EPERM'],
  ['io_uring_setup', '1, 0', 'ENOSYS'],
  ['syslog', '10, 0, 0', 'EPERM'],
  ['open_by_handle_at', '-100, 0, 0', 'EPERM'],
  ['pidfd_getfd', '0, 0, 0', 'EPERM'],
  ['unknown', '0', 'ENOSYS'],
];

const NOT_X64 = process.arch !== 'x64' && 'is a matter of x86_64';

suite('kernel', { skip: SKIP }, () => {
  let room: EscapeRoom;
  before(async () => {
    room = await EscapeRoom.open();
  });
  after(() => room.close());

  test('calls into the kernel’s insides are refused', async () => {
    const column = process.arch === 'x64' ? 0 : 1;
    const lines = CASES.map(([name, words]) => `syscall("${name}", ${NUMBERS[name]?.[column]}, ${words})`);
    const { output } = await room.python(lines.join('\n'));
    assert.deepEqual(
      output.trim().split('\n'),
      CASES.map(([name, , error]) => `${name}: blocked ${error}`),
    );
  });

  test('devices cannot be made, FIFOs can', async () => {
    const { output } = await room.python(`
import stat
attempt("character", lambda: os.mknod("/tmp/null", stat.S_IFCHR | 0o666, os.makedev(1, 3)))
attempt("block", lambda: os.mknod("/tmp/disk", stat.S_IFBLK | 0o666, os.makedev(254, 0)))
os.mkfifo("/tmp/fifo"); print("fifo made")`);
    assert.match(output, /^character: blocked PermissionError/m);
    assert.match(output, /^block: blocked PermissionError/m);
    assert.match(output, /^fifo made$/m);
  });

  test('a call by the x32 ABI kills', { skip: NOT_X64 }, async () => {
    const { exit } = await room.python('libc.syscall(0x40000000 + 39); print("REACHED")');
    assert.equal(exit.signal, 'SIGSYS');
  });

  test('a call by int 0x80 kills', { skip: NOT_X64 }, async () => {
    // mov eax, 20 (getpid of i386); int 0x80; ret
    const { exit, output } = await room.python(`
import mmap
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3]))
print("calling", flush=True)
ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))(); print("REACHED")`);
    assert.match(output, /calling/);
    assert.doesNotMatch(output, /REACHED/);
    assert.equal(exit.signal, 'SIGSYS');
  });

  test('programs of the mount and namespace kind fail', async () => {
    const { output } = await room.command([
      '/bin/sh',
      '-c',
      'unshare -U true; unshare -r -n true; mount -t tmpfs x /tmp; nsenter -t 1 -m true; echo end',
    ]);
    assert.equal(output.match(/^(unshare|mount|nsenter): .*(not permitted|must be superuser)/gm)?.length, 4, output);
    assert.match(output, /^end$/m);
  });

  test('what ordinary programs need works: threads, processes, listening, TLS', async () => {
    const { output } = await room.python(
      `
import multiprocessing, ssl, subprocess, threading
seen = []
thread = threading.Thread(target=lambda: seen.append(1)); thread.start(); thread.join()
with multiprocessing.get_context("fork").Pool(2) as pool: seen += pool.map(abs, [-2, -3])
seen.append(int(subprocess.run(["/bin/sh", "-c", "echo 4"], capture_output=True).stdout))
server = socket.create_server(("127.0.0.1", 0)); socket.create_connection(server.getsockname()); seen.append(5)
ssl.create_default_context(); print("works", seen)`,
      256,
    );
    assert.match(output, /^works \[1, 2, 3, 4, 5\]$/m);
  });
});
