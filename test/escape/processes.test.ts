/** SANDBOX.md, walls: processes, privilege and secrets. */
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import { assertBlocked, EscapeRoom, NEIGHBOUR_SECRET, SKIP } from './escape-room.ts';

suite('processes, privilege and secrets', { skip: SKIP }, () => {
  let room: EscapeRoom;
  before(async () => {
    room = await EscapeRoom.open();
  });
  after(() => room.close());

  test('only its own processes can be seen', async () => {
    const { output } = await room.python(
      'print("pids", sorted(int(name) for name in os.listdir("/proc") if name.isdigit()), os.getpid())',
    );
    const [, list = '', own = ''] = /^pids \[(.*)\] (\d+)$/m.exec(output) ?? [];
    assert.deepEqual(list.split(', '), ['1', own]);
  });

  test('no process of the host can be signalled', async () => {
    const attempt = await room.python(`
attempt("platform", lambda: os.kill(${process.pid}, 0))
attempt("parent group", lambda: os.killpg(${process.pid}, 0))
os.kill(1, signal.SIGKILL); print("pid 1 lives", os.readlink("/proc/1/exe"))`);
    assertBlocked(attempt, ['platform', 'parent group']);
    assert.match(attempt.output, /^pid 1 lives /m);
  });

  test('pid 1 is behind the same filter, so that taking it over wins nothing', async () => {
    const { output } = await room.python(
      'print("filters", [line.split()[1] for pid in (1, os.getpid()) for line in open(f"/proc/{pid}/status") if line.startswith(("Seccomp:", "CapEff", "NoNewPrivs"))])',
    );
    assert.match(output, /^filters \['0{16}', '1', '2', '0{16}', '1', '2'\]$/m);
  });

  test('a signal to everybody ends nobody else', async () => {
    const { exit } = await room.python(
      'os.fork() or signal.pause(); os.kill(-1, signal.SIGKILL); os.kill(os.getpid(), signal.SIGKILL)',
    );
    assert.equal(exit.signal, 'SIGKILL');
  });

  test('neighbours are other users of the host', { skip: process.getuid?.() !== 0 && 'needs root' }, async () => {
    const a = await room.prepared();
    const b = await room.prepared();
    const users = [a, b, room.neighbour].map((sandbox) => statSync(sandbox.socketFolder).gid);
    assert.equal(new Set(users).size, 3);
    assert.ok(users.every((user) => user >= room.firstHostId));
    await Promise.all([a.kill(), b.kill()]);
  });

  test('privileges cannot be had', async () => {
    const attempt = await room.python(`
import shutil, subprocess
attempt("setuid", lambda: os.setuid(0))
attempt("setgid", lambda: os.setgid(0))
attempt("setgroups", lambda: os.setgroups([0]))
attempt("chown", lambda: (write("/tmp/a"), os.chown("/tmp/a", 0, 0)))
def copy():
    shutil.copy("/usr/bin/id", "/tmp/id"); os.chmod("/tmp/id", 0o6755)
    shown = subprocess.run(["/tmp/id", "-u"], capture_output=True, text=True).stdout.strip()
    if shown == "993": raise PermissionError("still 993")
    return shown
attempt("setuid copy", copy)
def su():
    done = subprocess.run(["/usr/bin/su", "root", "-c", "id -u"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.stdout.strip() != "0": raise PermissionError(done.stderr)
    return done.stdout
attempt("su", su)
def capabilities():
    held = [line for line in open("/proc/self/status") if line.startswith(("CapPrm", "CapEff", "CapBnd", "CapAmb")) and int(line.split()[1], 16)]
    if not held: raise PermissionError("none")
    return held
attempt("capabilities", capabilities)
def privileges():
    if "NoNewPrivs:\\t1" in open("/proc/self/status").read(): raise PermissionError("no new privileges")
attempt("new privileges", privileges)
import fcntl
def tiocsti():
    main, terminal = os.openpty(); os.setsid() if os.getsid(0) != os.getpid() else None
    fcntl.ioctl(terminal, 0x540E, 0); fcntl.ioctl(terminal, 0x5412, b"x")
attempt("TIOCSTI", tiocsti)`);
    const refused = ['setuid', 'setgid', 'setgroups', 'chown', 'setuid copy', 'su', 'capabilities', 'new privileges'];
    assertBlocked(attempt, [...refused, 'TIOCSTI']);
  });

  test('no secret but its own can be found in /proc', async () => {
    const { output } = await room.python(`
seen = b""
for pid in [name for name in os.listdir("/proc") if name.isdigit()]:
    for name in ["environ", "cmdline"]:
        try: seen += open(f"/proc/{pid}/{name}", "rb").read() + b"|"
        except OSError as error: seen += str(error).encode() + b"|"
sys.stdout.buffer.write(b"seen " + seen.replace(b"\\0", b" ").replace(b"\\n", b" ") + b"\\n")`);
    const seen = output.slice(output.indexOf('seen '));
    assert.match(seen, /OWN_SECRET=own/);
    assert.doesNotMatch(seen, new RegExp(NEIGHBOUR_SECRET));
    assert.doesNotMatch(seen, /the-environment-of-the-platform|the-keys-of-the-platform|VIRGA_LISTEN|--setenv/);
    assert.ok(!seen.includes(room.dataFolder) && !seen.includes(room.run.runFolder), seen);
  });

  test('pid 1 holds nothing that the function could use', async () => {
    const { output } = await room.python(`
def links(pid):
    try: return {name: os.readlink(f"/proc/{pid}/fd/{name}") for name in os.listdir(f"/proc/{pid}/fd")}
    except OSError as error: return str(error)
print("own", sorted(int(name) for name in os.listdir("/proc/self/fd"))[:-1])
print("first", links(1))`);
    assert.match(output, /^own \[0, 1, 2\]$/m);
    assert.doesNotMatch(output, /pipe:|\.bpf|\/run\/virga|memfd/);
  });
});
