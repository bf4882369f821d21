/**
 * Cold starts in pre-started sandboxes, each of a function that never ran before, taken apart, and in turn with the very
 * interpreter that the sandbox runs, started bare.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { answerOf, type RuntimeRoom, type TestFunction } from '../src/runtime/runtime.fixture.ts';
import type { Sandbox, SandboxHost, SandboxSpec } from '../src/runtime/sandbox.ts';
import { stocked } from './stocked.ts';
import { median, spread } from './table.ts';

const ROUNDS = 25;
/** Without them, the first rounds would measure how our own code warms up. */
const WARM_UP_ROUNDS = 3;

export interface ColdSubject {
  readonly spec: TestFunction;
  /** Arguments of an interpreter that does nothing. */
  readonly nothing: readonly string[];
  /** A program that prints how many ms it takes to load the file named as its first argument. */
  readonly loads: readonly string[];
  readonly goal: number;
}

/** What the sandbox host was asked to do for the newest cold start, in ms, and which interpreter it runs. */
export class HostTimes {
  showMs = 0;
  limitMs = 0;
  readonly interpreters = new Map<string, string>();

  /** A host that keeps these times, and is otherwise the one given. */
  watch(host: SandboxHost): SandboxHost {
    return new Proxy(host, {
      get: (target, name) => {
        if (name === 'start') return async (spec: SandboxSpec) => this.#watchSandbox(await target.start(spec), spec);
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  #watchSandbox(sandbox: Sandbox, spec: SandboxSpec): Sandbox {
    const language = spec.readOnly.find(({ path: inside }) => inside === '/var/lang');
    const [program = ''] = spec.command;
    if (language) this.interpreters.set(spec.interpreter ?? '', program.replace('/var/lang', language.hostPath));
    const [attach, limit] = [sandbox.attach.bind(sandbox), sandbox.limit.bind(sandbox)];
    sandbox.attach = async (attachment) => {
      const startMs = performance.now();
      await attach(attachment);
      this.showMs = performance.now() - startMs;
    };
    sandbox.limit = async (limits) => {
      const startMs = performance.now();
      await limit(limits);
      this.limitMs = performance.now() - startMs;
    };
    return sandbox;
  }
}

export async function cold(
  room: RuntimeRoom,
  times: HostTimes,
  { spec, nothing, loads, goal }: ColdSubject,
  print: (line: string) => void,
): Promise<void> {
  await room.runtime.updated(await room.make(spec));
  const parts: Record<'whole' | 'show' | 'limit' | 'init' | 'invoke' | 'bare' | 'load', number[]> = {
    whole: [],
    show: [],
    limit: [],
    init: [],
    invoke: [],
    bare: [],
    load: [],
  };
  const prepared = room.stockSize;
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    await stocked(room, spec.runtime, prepared);
    const fn = await room.make({ ...spec, name: `cold-${spec.runtime.replaceAll('.', '')}-${round + WARM_UP_ROUNDS}` });
    await room.runtime.updated(fn);
    const startMs = performance.now();
    answerOf(await room.invoke(fn));
    const wholeMs = performance.now() - startMs;
    const usage = room.usage.at(-1);
    room.runtime.deleted(fn.accountId, fn.region, fn.name);
    await stocked(room, spec.runtime, prepared);
    const program = times.interpreters.get(spec.runtime.startsWith('node') ? 'node' : 'python') ?? '';
    const bareMs = (await bareStart([program, ...nothing])).ms;
    const loadMs = await ownLoad(program, loads, spec);
    if (round < 0) continue;
    parts.whole.push(wholeMs);
    parts.show.push(times.showMs);
    parts.limit.push(times.limitMs);
    parts.init.push(usage?.initDurationMs ?? Number.NaN);
    parts.invoke.push(usage?.durationMs ?? Number.NaN);
    parts.bare.push(bareMs);
    parts.load.push(loadMs);
  }
  const of = (name: keyof typeof parts): number => median(parts[name]);
  const rest = of('whole') - of('show') - of('limit') - of('init') - of('invoke');
  print(
    `${spec.runtime} cold start ms ${spread(parts.whole, 1)}; ${ROUNDS} functions, ${prepared} sandboxes pre-started`,
  );
  print(
    `  code shown ${of('show').toFixed(2)}, limits ${of('limit').toFixed(2)}, init message to ready ` +
      `${of('init').toFixed(2)}, invoke ${of('invoke').toFixed(2)}, the rest ${rest.toFixed(2)}`,
  );
  print(`  the same interpreter, bare (${nothing.join(' ')}): ${spread(parts.bare, 1)}`);
  print(`  ratio ${(of('whole') / of('bare')).toFixed(2)} (goal ${goal})`);
  print(`  over the module's own load (${of('load').toFixed(2)}): ${(of('whole') - of('load')).toFixed(1)} (goal 15)`);
}

async function ownLoad(program: string, loads: readonly string[], { files }: TestFunction): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'virga-load-'));
  try {
    const [[name, text] = ['', '']] = Object.entries(files);
    const file = path.join(folder, name);
    if (typeof text === 'string') writeFileSync(file, text);
    return Number((await bareStart([program, ...loads, file])).printed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bareStart([program = '', ...rest]: readonly string[]): Promise<{ ms: number; printed: string }> {
  const startMs = performance.now();
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const exited = once(child, 'exit').then(() => performance.now() - startMs);
  await once(child, 'close');
  return { ms: await exited, printed };
}
