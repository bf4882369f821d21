/**
 * `--isolation process`: a function is a plain child process of the platform, with the platform's rights. For
 * development on systems without namespaces; limits are best effort and nothing is hidden from it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, rm, symlink } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import type { Clock } from '../kit/clock.ts';
import { killTree, resetPeaks, signalGroup, treeMemory } from './process-tree.ts';
import type {
  IsolationReport,
  Sandbox,
  SandboxAttachment,
  SandboxExit,
  SandboxHost,
  SandboxLimits,
  SandboxSpec,
  SandboxUsage,
} from './sandbox.ts';

/** How often resident memory is looked at where there is a limit: a process may pass it by what it takes meanwhile. */
export const MEMORY_POLL_MS = 200;

export interface ProcessSandboxOptions {
  /** An existing folder of ours; sandboxes get folders below `slots/` in it. */
  readonly runFolder: string;
  readonly clock: Clock;
}

export class ProcessSandboxHost implements SandboxHost {
  readonly isolation: IsolationReport = {
    kind: 'process',
    summary: 'plain processes: functions are NOT isolated',
    weaknesses: [
      'functions run with the rights of the platform and can read its data and keys',
      'functions share the network, the process list and /tmp of this machine',
      'memory limits are soft: resident memory is looked at several times a second; /tmp and CPU are not limited',
    ],
  };
  readonly #options: ProcessSandboxOptions;
  readonly #live = new Set<ProcessSandbox>();
  #made = 0;

  constructor(options: ProcessSandboxOptions) {
    this.#options = options;
  }

  async start(spec: SandboxSpec): Promise<Sandbox> {
    const id = `process-${process.pid}-${++this.#made}`;
    const sandbox = await ProcessSandbox.start(id, spec, this.#options);
    this.#live.add(sandbox);
    void sandbox.exited.then(() => this.#live.delete(sandbox));
    return sandbox;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#live].map((sandbox) => sandbox.kill()));
  }
}

class ProcessSandbox implements Sandbox {
  readonly id: string;
  readonly socketFolder: string;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly runtimeApiListener?: net.Server;
  readonly runtimeApiAddress?: string;
  readonly exited: Promise<SandboxExit>;
  readonly #folder: string;
  readonly #spec: SandboxSpec;
  readonly #clock: Clock;
  readonly #output = { stdout: new PassThrough(), stderr: new PassThrough() };
  #resolveExited: (exit: SandboxExit) => void = () => {};
  #child: ChildProcess | undefined;
  #ended = false;
  #memoryLimitBytes = Number.POSITIVE_INFINITY;
  #peakBytes = 0;
  #oomKills = 0;
  #stopPolling: () => void = () => {};
  #killing: Promise<void> | undefined;

  private constructor(id: string, folder: string, spec: SandboxSpec, clock: Clock, listener: net.Server | undefined) {
    this.id = id;
    this.#folder = folder;
    this.#spec = spec;
    this.#clock = clock;
    this.socketFolder = path.join(folder, 'socket');
    this.stdout = this.#output.stdout;
    this.stderr = this.#output.stderr;
    this.exited = new Promise((resolve) => {
      this.#resolveExited = resolve;
    });
    if (listener) {
      this.runtimeApiListener = listener;
      this.runtimeApiAddress = `127.0.0.1:${(listener.address() as net.AddressInfo).port}`;
    }
  }

  static async start(id: string, spec: SandboxSpec, options: ProcessSandboxOptions): Promise<ProcessSandbox> {
    const folder = path.join(options.runFolder, 'slots', id);
    await rm(folder, { recursive: true, force: true });
    for (const part of ['socket', 'tmp']) await mkdir(path.join(folder, part), { recursive: true });
    await chmod(folder, 0o700);
    const listener = spec.runtimeApi ? await listenOnLoopback() : undefined;
    const sandbox = new ProcessSandbox(id, folder, spec, options.clock, listener);
    if (spec.command.length > 0) await sandbox.#run(spec.command, spec.environment);
    return sandbox;
  }

  async begin(command: readonly string[], environment: Readonly<Record<string, string>>): Promise<void> {
    if (this.#child || this.#ended) throw new Error(`sandbox ${this.id} has begun or ended already`);
    await this.#run(command, { ...this.#spec.environment, ...environment });
  }

  async attach(attachment: SandboxAttachment): Promise<void> {
    await symlink(attachment.taskFolder, path.join(this.#folder, 'task'));
    if (attachment.optFolder !== undefined) await symlink(attachment.optFolder, path.join(this.#folder, 'opt'));
  }

  async limit(limits: SandboxLimits): Promise<void> {
    this.#memoryLimitBytes = limits.memoryMb * 1024 * 1024;
    this.#stopPolling();
    this.#poll();
  }

  async freeze(): Promise<void> {
    if (this.#child?.pid !== undefined && !this.#ended) signalGroup(this.#child.pid, 'SIGSTOP');
  }

  async thaw(): Promise<void> {
    if (this.#child?.pid !== undefined && !this.#ended) signalGroup(this.#child.pid, 'SIGCONT');
  }

  async usage(): Promise<SandboxUsage> {
    const pid = this.#child?.pid;
    if (pid !== undefined && !this.#ended) {
      this.#peakBytes = Math.max(this.#peakBytes, (await treeMemory(pid)).peakBytes);
      await resetPeaks(pid);
    }
    const usage = { maxMemoryBytes: this.#peakBytes, oomKills: this.#oomKills };
    this.#peakBytes = 0;
    return usage;
  }

  kill(): Promise<void> {
    this.#killing ??= this.#end();
    return this.#killing;
  }

  async #end(): Promise<void> {
    if (this.#child?.pid !== undefined && !this.#ended) {
      await killTree(this.#child.pid);
      await this.exited;
    } else if (!this.#child) {
      this.#finish({ code: null, signal: 'SIGKILL', oomKilled: false });
    }
    await this.#release();
  }

  async #release(): Promise<void> {
    this.runtimeApiListener?.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #run(command: readonly string[], environment: Readonly<Record<string, string>>): Promise<void> {
    // The command is the platform's own: its /tmp is that of the host.
    const [program = '', ...rest] = command.map((word) => (word.startsWith('/tmp/') ? word : this.#hostPath(word)));
    const env: Record<string, string> = { TMPDIR: path.join(this.#folder, 'tmp') };
    for (const [name, value] of Object.entries(environment)) {
      env[name] = value
        .split(':')
        .map((part) => this.#hostPath(part))
        .join(':');
    }
    if (this.runtimeApiAddress !== undefined) env['AWS_LAMBDA_RUNTIME_API'] = this.runtimeApiAddress;
    const cwd = program.startsWith(path.join(this.#folder, 'task')) ? path.join(this.#folder, 'task') : this.#folder;
    const child = spawn(program, rest, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.pipe(this.#output.stdout);
    child.stderr.pipe(this.#output.stderr);
    await new Promise((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    this.#child = child;
    child.once('exit', (code, signal) => {
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
      this.#finish({ code, signal, oomKilled: this.#oomKills > 0 });
    });
  }

  #finish(exit: SandboxExit): void {
    this.#ended = true;
    this.#stopPolling();
    if (!this.#child) for (const stream of Object.values(this.#output)) stream.end();
    this.#resolveExited(exit);
  }

  /** A path as inside a real sandbox, as it is here. */
  #hostPath(word: string): string {
    const folder = (name: string): string => path.join(this.#folder, name);
    const mounts = [
      ...this.#spec.readOnly,
      { path: '/var/task', hostPath: folder('task') },
      { path: '/opt', hostPath: folder('opt') },
      { path: '/run/virga', hostPath: this.socketFolder },
      { path: '/tmp', hostPath: folder('tmp') },
    ];
    const mount = mounts.find((one) => word === one.path || word.startsWith(`${one.path}/`));
    return mount ? mount.hostPath + word.slice(mount.path.length) : word;
  }

  #poll(): void {
    if (this.#ended) return;
    this.#stopPolling = this.#clock.after(MEMORY_POLL_MS, () => {
      void this.#watchMemory().finally(() => this.#poll());
    });
  }

  async #watchMemory(): Promise<void> {
    const pid = this.#child?.pid;
    if (pid === undefined || this.#ended) return;
    const { currentBytes, peakBytes } = await treeMemory(pid);
    this.#peakBytes = Math.max(this.#peakBytes, peakBytes);
    if (currentBytes <= this.#memoryLimitBytes) return;
    this.#oomKills++;
    await killTree(pid);
  }
}

async function listenOnLoopback(): Promise<net.Server> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}
