/**
 * One isolated process tree. Adapters: bwrap/ (the real one, SANDBOX.md) and process.ts (`--isolation process`, for
 * development on systems without namespaces). The pool above does not know which it has.
 */
import type net from 'node:net';
import type { Readable } from 'node:stream';

export interface SandboxHost {
  /** Starts the tree and lets it run; resolves when its main process has been released. */
  start(spec: SandboxSpec): Promise<Sandbox>;
  /** A folder that sandboxes will be given by `attach`, which then takes less time. */
  expect?(taskFolder: string): Promise<void>;
  /** What was really obtained, for `status`, the health answer and the first output. */
  readonly isolation: IsolationReport;
  /** Ends every sandbox and gives back what was made (cgroups, mounts, namespaces, slots). */
  close(): Promise<void>;
}

export interface SandboxSpec {
  /**
   * argv of the main process, by its path inside. Empty: the sandbox is held, with everything prepared but no process of
   * the function, until `Sandbox.begin` names the command (custom runtimes, whose code must be attached first).
   */
  readonly command: readonly string[];
  /**
   * What `command[0]` is. `node` and `python` (a script, not `-c` or `-m`) start at once and make the listeners of the
   * sandbox's loopback on their way; anything else is started by a launcher that does it, some 50 ms slower.
   */
  readonly interpreter?: 'node' | 'python';
  /** The whole environment. Not secret yet: credentials come with the first message. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folders of the host shown read-only inside: the interpreter at /var/lang, ours at /var/runtime. */
  readonly readOnly: readonly { readonly hostPath: string; readonly path: string }[];
  /** Sized tmpfs on /tmp, at first; see `limit`. */
  readonly tmpMb: number;
  /** Give it the Runtime API and API listeners on its loopback (custom runtimes need the first). */
  readonly runtimeApi: boolean;
}

/** Process id, memory and code of a sandbox whose function is known. */
export interface SandboxAttachment {
  /** Extracted code of the host, shown at /var/task. */
  readonly taskFolder: string;
  /** Extracted layers, shown at /opt. */
  readonly optFolder?: string;
}

export interface SandboxLimits {
  readonly memoryMb: number;
  readonly tmpMb: number;
  /** Full CPU during init; 1,769 MB is one vCPU afterwards. Undefined: no quota. */
  readonly cpuShare: number | undefined;
}

export interface Sandbox {
  readonly id: string;
  /** The folder of the host that is shown at /run/virga inside, for the Unix socket that the platform listens on. */
  readonly socketFolder: string;
  /** Whether the sandbox may connect is decided by the folder's mode; the platform makes the socket here before `start`ing work. */
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Present where `spec.runtimeApi`: 127.0.0.1:9001 inside. Call `http.createServer(…).listen(handle)`. */
  readonly runtimeApiListener?: net.Server;
  /** The Virga API inside, on the same address and port as outside; undefined with process isolation. */
  readonly apiListener?: net.Server;
  /** Where the Runtime API is for the processes inside, for AWS_LAMBDA_RUNTIME_API: `127.0.0.1:9001`; random with process isolation. */
  readonly runtimeApiAddress?: string;
  /** Once, where `spec.command` was empty: runs it in place of the launcher. The environment adds to the spec's, and may be secret. */
  begin(command: readonly string[], environment: Readonly<Record<string, string>>): Promise<void>;
  attach(attachment: SandboxAttachment): Promise<void>;
  limit(limits: SandboxLimits): Promise<void>;
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  usage(): Promise<SandboxUsage>;
  /** Ends the whole tree and gives back its slot; idempotent. */
  kill(): Promise<void>;
  /** Resolves when the main process has ended, by itself or killed. */
  readonly exited: Promise<SandboxExit>;
}

export interface SandboxUsage {
  /** Highest since the last call, resident. */
  readonly maxMemoryBytes: number;
  /** Kills by the memory limit so far. */
  readonly oomKills: number;
}

export interface SandboxExit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly oomKilled: boolean;
}

export interface IsolationReport {
  readonly kind: 'sandbox' | 'process';
  /** One line for people: `bubblewrap 0.8.0, cgroup v1 limits, seccomp, network namespaces`. */
  readonly summary: string;
  /** What is weaker than SANDBOX.md asks, each a sentence: `memory limits are soft: no delegated cgroup`. */
  readonly weaknesses: readonly string[];
}
