/**
 * The runner alone, without the wire: warm invokes, cold starts in pre-started sandboxes beside the bare interpreters, and a
 * burst from 0 to 100, in real sandboxes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { FunctionVersion } from '../src/runtime/function-version.ts';
import { answerOf, RuntimeRoom } from '../src/runtime/runtime.fixture.ts';
import { percentile } from './http-load.ts';
import { median, spread } from './table.ts';

const ROUNDS = 5;
const WARM_UP = 2_000;
const WARM_INVOKES = 3_000;
const CALLERS = 32;
const BURST = 100;
const BURST_STOCK = 8;
const STOCK_DEADLINE_MS = 60_000;
const NODE = { runtime: 'nodejs22.x', memoryMb: 128, files: { 'index.js': "exports.handler = async () => 'hello';" } };
const PYTHON = {
  runtime: 'python3.12',
  memoryMb: 128,
  handler: 'main.handler',
  files: { 'main.py': "def handler(event, context):\n    return 'hello'\n" },
};
const SLOW = "exports.handler = () => new Promise((done) => setTimeout(() => done('hello'), 300));";

export async function run(print: (line: string) => void): Promise<void> {
  const room = await RuntimeRoom.open('sandbox', BURST_STOCK);
  try {
    print(`workload: hello, 128 MB, ${room.host.isolation.summary}; ${ROUNDS} rounds; median (min to max)`);
    await warm(room, print);
    await cold(room, print);
    await burst(room, print);
  } finally {
    await room.close();
  }
}

async function warm(room: RuntimeRoom, print: (line: string) => void): Promise<void> {
  for (const spec of [NODE, PYTHON]) {
    const fn = await room.make(spec);
    await room.runtime.updated(fn);
    await invokes(room, fn, WARM_UP, 4);
    const one: number[][] = [];
    const many: { ms: number; latencies: number[] }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      one.push(await invokes(room, fn, WARM_INVOKES, 1));
      const startMs = performance.now();
      const latencies = await invokes(room, fn, WARM_INVOKES, CALLERS);
      many.push({ ms: performance.now() - startMs, latencies });
    }
    const at = (rounds: readonly number[][], share: number): string =>
      spread(
        rounds.map((latencies) => percentile(Float64Array.from(latencies), share)),
        3,
      );
    print(`${spec.runtime} warm, 1 caller:   p50 ms ${at(one, 0.5)}  p99 ms ${at(one, 0.99)}`);
    const all = many.map(({ latencies }) => latencies);
    print(`${spec.runtime} warm, ${CALLERS} callers: p50 ms ${at(all, 0.5)}  p99 ms ${at(all, 0.99)}`);
    const rates = many.map(({ ms }) => (WARM_INVOKES / ms) * 1000);
    print(`  invokes a second ${spread(rates, 0)}, sandboxes ${room.runtime.status().sandboxes.live}`);
    room.runtime.deleted(fn.accountId, fn.region, fn.name);
  }
}

/** One function after another that never ran before, each in a pre-started sandbox, in turn with the bare interpreter. */
async function cold(room: RuntimeRoom, print: (line: string) => void): Promise<void> {
  const bare = { 'nodejs22.x': ['node', '-e', '0'], 'python3.12': ['python3', '-c', 'pass'] };
  for (const spec of [NODE, PYTHON]) {
    const command = bare[spec.runtime as keyof typeof bare];
    const [colds, inits, bares]: number[][] = [[], [], []];
    for (let round = 0; round < ROUNDS * 3; round++) {
      await stocked(room, spec.runtime, 1);
      const fn = await room.make(spec);
      await room.runtime.updated(fn);
      const startMs = performance.now();
      answerOf(await room.invoke(fn));
      colds?.push(performance.now() - startMs);
      inits?.push(room.usage.at(-1)?.initDurationMs ?? Number.NaN);
      room.runtime.deleted(fn.accountId, fn.region, fn.name);
      await stocked(room, spec.runtime, BURST_STOCK);
      bares?.push(await bareStart(command));
    }
    const ratio = median(colds ?? []) / median(bares ?? []);
    print(`${spec.runtime} cold start ms ${spread(colds ?? [], 1)}, of it init ${spread(inits ?? [], 1)}`);
    print(`  ${command.join(' ')} ms ${spread(bares ?? [], 1)}; ratio ${ratio.toFixed(2)}`);
  }
}

async function burst(room: RuntimeRoom, print: (line: string) => void): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    await stocked(room, NODE.runtime, BURST_STOCK);
    const fn = await room.make({ ...NODE, files: { 'index.js': `${SLOW} // ${round}` } });
    await room.runtime.updated(fn);
    const startMs = performance.now();
    await Promise.all(Array.from({ length: BURST }, () => room.invoke(fn)));
    times.push(performance.now() - startMs);
    room.runtime.deleted(fn.accountId, fn.region, fn.name);
  }
  print(`burst from 0 to ${BURST} of 300 ms each, ${BURST_STOCK} pre-started: ms ${spread(times, 0)} (goal 5,000)`);
}

async function invokes(room: RuntimeRoom, fn: FunctionVersion, count: number, callers: number): Promise<number[]> {
  const latencies: number[] = [];
  let left = count;
  const call = async (): Promise<void> => {
    while (left-- > 0) {
      const startMs = performance.now();
      await room.invoke(fn);
      latencies.push(performance.now() - startMs);
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  room.batches.length = 0;
  return latencies.toSorted((a, b) => a - b);
}

async function stocked(room: RuntimeRoom, runtime: string, count: number): Promise<void> {
  const deadline = performance.now() + STOCK_DEADLINE_MS;
  while ((room.runtime.status().sandboxes.prepared[runtime] ?? 0) < count) {
    if (performance.now() > deadline) throw new Error(`no pre-started sandboxes of ${runtime}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function bareStart([program = '', ...rest]: readonly string[]): Promise<number> {
  const startMs = performance.now();
  const child = spawn(program === 'node' ? process.execPath : program, rest, { stdio: 'ignore' });
  await once(child, 'exit');
  return performance.now() - startMs;
}
