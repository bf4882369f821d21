/** Starts one bwrap and holds it before its first instruction, so that its cgroups are set before anything runs. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { MAX_OPEN_FILES } from './limits.ts';

/** The descriptors that bwrap inherits, and the sandbox's channel to us. */
export const DESCRIPTORS = { args: 3, seccomp: 4, block: 5, info: 6, channel: 7 } as const;

const MAX_INFO_CHARS = 4096;
const MAX_TAPPED_CHARS = 2000;

export interface HeldProcess {
  readonly child: ChildProcess;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** The beginning of what it says on stderr, until it is closed. */
  readonly tap: Tap;
  /** The first process inside, as the host numbers it. */
  readonly innerPid: number;
  release(): void;
}

export interface Tap {
  text(): string;
  close(): void;
}

export interface SpawnPlan {
  /** Words that enter the mount namespace. */
  readonly entering: readonly string[];
  /** From `encodeOptions`. */
  readonly options: Buffer;
  readonly command: readonly string[];
  readonly seccompFile: string;
}

/** Rejects with bwrap's own words where it cannot start. */
export async function spawnHeld(plan: SpawnPlan): Promise<HeldProcess> {
  const seccomp = openSync(plan.seccompFile, 'r');
  const limits = `ulimit -n ${MAX_OPEN_FILES}; ulimit -c 0; exec "$@"`;
  const bwrap = ['bwrap', '--args', String(DESCRIPTORS.args), '--', ...plan.command];
  const child = spawn('/bin/sh', ['-c', limits, 'sh', ...plan.entering, ...bwrap], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', seccomp, 'pipe', 'pipe', 'ipc'],
    env: { PATH: process.env['PATH'] },
  });
  closeSync(seccomp);
  const [, stdout, stderr, args, , block, info] = child.stdio as unknown as [
    null,
    Readable,
    Readable,
    Writable,
    null,
    Writable,
    Readable,
  ];
  for (const pipe of [args, block]) pipe.on('error', () => {});
  args.end(plan.options);
  // Handed on, so that listening to what it says at first takes nothing away from later readers.
  const handedOn = stderr.pipe(new PassThrough());
  const tap = tapOn(stderr);
  const innerPid = await readInnerPid(child, info, tap);
  return { child, stdout, stderr: handedOn, tap, innerPid, release: () => block.end('1') };
}

function tapOn(stream: Readable): Tap {
  let text = '';
  const listen = (chunk: Buffer): void => {
    text = (text + chunk.toString()).slice(0, MAX_TAPPED_CHARS);
  };
  stream.on('data', listen);
  return { text: () => text.trim(), close: () => void stream.off('data', listen) };
}

async function readInnerPid(child: ChildProcess, info: Readable, tap: Tap): Promise<number> {
  let text = '';
  return await new Promise<number>((resolve, reject) => {
    const fail = (reason: string): void => {
      reject(new Error(`bubblewrap does not start: ${tap.text() || reason}`));
    };
    child.once('error', (error) => fail(error.message));
    child.once('close', (code, signal) => fail(`it ended with ${signal ?? code}`));
    info.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(0, MAX_INFO_CHARS);
      const found = /"child-pid": (\d+)[\s\S]*\}/.exec(text);
      if (found) resolve(Number(found[1]));
    });
  });
}
