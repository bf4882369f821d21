/**
 * What every attempt to escape needs: a sandbox host on its own data directory, a neighbour sandbox that must go on
 * living, a way to run a program in a fresh sandbox, and proof that nothing is left behind.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { systemClock } from '../../src/kit/clock.ts';
import { silentLog } from '../../src/kit/log.ts';
import { prepareRunFolder, type RunFolder } from '../../src/runtime/run-folder.ts';
import type { Sandbox, SandboxExit, SandboxHost, SandboxUsage } from '../../src/runtime/sandbox.ts';
import { openSandboxHost } from '../../src/runtime/sandbox-host.ts';

export const PYTHON = '/usr/bin/python3';
/** Why the attempts cannot run here; undefined where they can. */
export const SKIP =
  process.platform === 'linux' && existsSync(PYTHON) ? false : 'needs Linux and /usr/bin/python3 for raw system calls';
export const NEIGHBOUR_SECRET = 'the-secret-of-the-neighbour';
export const API_PORT = 4566;
const MAX_OUTPUT_CHARS = 200_000;
const DEADLINE_MS = 60_000;

/** Attempts say `NAME: blocked WHY` or `NAME: REACHED WHAT`. */
const PRELUDE = `
import ctypes, errno, os, signal, socket, sys
libc = ctypes.CDLL(None, use_errno=True)
def attempt(name, run):
    try:
        print(f"{name}: REACHED {run()!r}"[:400], flush=True)
    except BaseException as error:
        print(f"{name}: blocked {type(error).__name__} {error}"[:400], flush=True)
def syscall(name, number, *words):
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(word) if isinstance(word, int) else word for word in words])
    code = errno.errorcode.get(ctypes.get_errno(), "?")
    print(f"{name}: REACHED {result}" if result >= 0 else f"{name}: blocked {code}", flush=True)
def write(name, text="1"):
    with open(name, "w") as file: file.write(text)
    return name
def read(name):
    with open(name, "rb") as file: return file.read(100)
`;

export interface Attempt {
  readonly output: string;
  readonly exit: SandboxExit;
  readonly usage: SandboxUsage;
}

export class EscapeRoom {
  readonly host: SandboxHost;
  readonly run: RunFolder;
  readonly dataFolder: string;
  readonly firstHostId: number;
  readonly neighbour: Sandbox;
  readonly #code: string;
  #pings = 0;
  #waiters: (() => void)[] = [];
  readonly #servers: http.Server[] = [];

  private constructor(host: SandboxHost, run: RunFolder, dataFolder: string, firstHostId: number, neighbour: Sandbox) {
    this.host = host;
    this.run = run;
    this.dataFolder = dataFolder;
    this.firstHostId = firstHostId;
    this.neighbour = neighbour;
    this.#code = path.join(dataFolder, 'code');
  }

  static async open(): Promise<EscapeRoom> {
    const dataFolder = mkdtempSync(path.join(tmpdir(), 'virga-escape-'));
    mkdirSync(path.join(dataFolder, 'code'), { mode: 0o755 });
    writeFileSync(path.join(dataFolder, 'code', 'handler.txt'), 'code');
    writeFileSync(path.join(dataFolder, 'keys.txt'), 'the-keys-of-the-platform', { mode: 0o600 });
    process.env['VIRGA_TEST_PLATFORM_SECRET'] = 'the-environment-of-the-platform';
    const run = await prepareRunFolder(dataFolder);
    // Apart from the users of other tests that run at the same time.
    const firstHostId = 400_000 + (process.pid % 4096) * 64;
    const host = await openSandboxHost({
      ...run,
      isolation: 'sandbox',
      apiPort: API_PORT,
      log: silentLog,
      clock: systemClock,
      maxSandboxes: 8,
      firstHostId,
    });
    const neighbour = await host.start({ command: [], environment: {}, readOnly: [], tmpMb: 512, runtimeApi: false });
    const room = new EscapeRoom(host, run, dataFolder, firstHostId, neighbour);
    await room.#startNeighbour();
    return room;
  }

  /** Runs a Python program in a fresh sandbox of `memoryMb`, to its end, and sees that the neighbour lives on. */
  async python(program: string, memoryMb = 128): Promise<Attempt> {
    return await this.command([PYTHON, '-c', PRELUDE + program], memoryMb);
  }

  async command(command: readonly string[], memoryMb = 128, tmpMb = 512): Promise<Attempt> {
    const sandbox = await this.prepared(memoryMb, tmpMb);
    const output = collect(sandbox.stdout, sandbox.stderr);
    await sandbox.begin(command, { PATH: '/usr/bin:/bin', OWN_SECRET: 'own' });
    const exit = await within(sandbox.exited, 'the end of the attempt');
    const usage = await sandbox.usage();
    await sandbox.kill();
    await this.neighbourLives();
    return { output: await output, exit, usage };
  }

  /** A sandbox with code and limits that has not begun. */
  async prepared(memoryMb = 128, tmpMb = 512): Promise<Sandbox> {
    const sandbox = await this.host.start({
      command: [],
      environment: {},
      readOnly: [],
      tmpMb: 512,
      runtimeApi: false,
    });
    await sandbox.attach({ taskFolder: this.#code });
    await sandbox.limit({ memoryMb, tmpMb, cpuShare: undefined });
    return sandbox;
  }

  /** The neighbour makes another request to the API: it runs, and its network works. */
  async neighbourLives(): Promise<void> {
    const before = this.#pings;
    const another = new Promise<void>((resolve) => {
      const look = (): void => (this.#pings > before + 1 ? resolve() : void this.#waiters.push(look));
      look();
    });
    await within(another, 'a sign of life of the neighbour');
  }

  /** Closes everything and asserts that cgroups, mounts, processes and slots are gone. */
  async close(): Promise<void> {
    for (const server of this.#servers) server.close().closeAllConnections();
    await this.host.close();
    delete process.env['VIRGA_TEST_PLATFORM_SECRET'];
    try {
      assert.deepEqual(remains(this.run, this.firstHostId), []);
    } finally {
      rmSync(this.dataFolder, { recursive: true, force: true });
      rmSync(this.run.runFolder, { recursive: true, force: true });
    }
  }

  async #startNeighbour(): Promise<void> {
    const server = http.createServer((_request, response) => {
      this.#pings++;
      for (const waiter of this.#waiters.splice(0)) waiter();
      response.end('pong');
    });
    this.#servers.push(server);
    assert.ok(this.neighbour.apiListener, 'the neighbour has no listener for the API');
    server.listen(this.neighbour.apiListener);
    await this.neighbour.attach({ taskFolder: this.#code });
    await this.neighbour.limit({ memoryMb: 256, tmpMb: 512, cpuShare: undefined });
    const program = `
import http.client, socket, time
open("/tmp/neighbour.txt", "w").write("${NEIGHBOUR_SECRET}")
tcp = socket.create_server(("127.0.0.1", 7777))
abstract = socket.socket(socket.AF_UNIX); abstract.bind(b"\\0neighbour"); abstract.listen()
while True:
    client = http.client.HTTPConnection("127.0.0.1", ${API_PORT}); client.request("GET", "/ping"); client.getresponse().read(); client.close()
    time.sleep(0.02)
`;
    await this.neighbour.begin([PYTHON, '-c', program], { NEIGHBOUR: NEIGHBOUR_SECRET });
    await this.neighbourLives();
  }
}

/** Every line is an attempt, each was blocked, and all the expected ones were made. */
export function assertBlocked(attempt: Attempt, names: readonly string[]): void {
  const lines = attempt.output.split('\n').filter((line) => /: (REACHED|blocked) /.test(line));
  assert.deepEqual(
    lines.filter((line) => line.includes(': REACHED ')),
    [],
  );
  const made = lines.map((line) => line.slice(0, line.indexOf(': blocked ')));
  assert.deepEqual(made, names, attempt.output);
}

/** What sandboxes left on the host. */
export function remains(run: RunFolder, firstHostId: number): string[] {
  const found: string[] = [];
  for (const folder of [run.imageFolder, ...['slots', 'stage'].map((name) => path.join(run.runFolder, name))]) {
    if (existsSync(folder)) found.push(`folder ${folder}`);
  }
  if (readFileSync('/proc/self/mountinfo', 'utf8').includes(run.runFolder)) found.push('a mount');
  for (const line of readFileSync('/proc/self/mountinfo', 'utf8').split('\n')) {
    const [before = '', after = ''] = line.split(' - cgroup');
    const group = path.join(before.split(' ')[4] ?? '', `virga-${run.name}`);
    if (after !== '' && existsSync(group)) found.push(`cgroup ${group}`);
  }
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const status = readOrEmpty(`/proc/${pid}/status`);
    const uid = Number(/^Uid:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    // Ended, and waiting for the init of this machine to take note of it.
    if (/^State:\s+Z/m.test(status)) continue;
    if (uid >= firstHostId && uid < firstHostId + 64) found.push(`process ${pid}`);
  }
  for (const device of readdirSync('/sys/block')) {
    const file = readOrEmpty(`/sys/block/${device}/loop/backing_file`);
    if (file.includes(run.imageFolder)) found.push(`loop device ${device}`);
  }
  return found;
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

async function collect(...streams: readonly Readable[]): Promise<string> {
  let text = '';
  const read = async (stream: Readable): Promise<void> => {
    for await (const chunk of stream) text = (text + String(chunk)).slice(-MAX_OUTPUT_CHARS);
  };
  await Promise.all(streams.map(read));
  return text;
}

export async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`waited ${DEADLINE_MS} ms for ${what}`)), DEADLINE_MS);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
