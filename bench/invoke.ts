/**
 * The runner alone, without the wire: warm invokes, cold starts in pre-started sandboxes beside the bare interpreters, and a
 * burst from 0 to 100, in real sandboxes.
 */
import type { FunctionVersion } from '../src/runtime/function-version.ts';
import { RuntimeRoom } from '../src/runtime/runtime.fixture.ts';
import { cold, HostTimes } from './cold.ts';
import { percentile } from './http-load.ts';
import { stocked } from './stocked.ts';
import { spread } from './table.ts';

const ROUNDS = 5;
const WARM_UP = 2_000;
const WARM_INVOKES = 3_000;
const CALLERS = 32;
const BURST = 100;
const BURST_STOCK = 8;
const NODE = { runtime: 'nodejs22.x', memoryMb: 128, files: { 'index.js': "exports.handler = async () => 'hello';" } };
const PYTHON = {
  runtime: 'python3.12',
  memoryMb: 128,
  handler: 'main.handler',
  files: { 'main.py': "def handler(event, context):\n    return 'hello'\n" },
};
const COLD = [
  {
    spec: NODE,
    nothing: ['-e', '0'],
    loads: ['-e', 'const t = performance.now(); require(process.argv[1]); console.log(performance.now() - t)'],
    goal: 0.25,
  },
  {
    spec: PYTHON,
    nothing: ['-c', 'pass'],
    loads: [
      '-c',
      'import os,sys,time; sys.path.insert(0, os.path.dirname(sys.argv[1])); t=time.perf_counter(); import main; print((time.perf_counter()-t)*1e3)',
    ],
    goal: 0.4,
  },
];
const SLOW = "exports.handler = () => new Promise((done) => setTimeout(() => done('hello'), 300));";

export async function run(print: (line: string) => void): Promise<void> {
  const times = new HostTimes();
  const room = await RuntimeRoom.open('sandbox', { stockSize: BURST_STOCK, watch: (host) => times.watch(host) });
  try {
    print(`workload: hello, 128 MB, ${room.host.isolation.summary}; ${ROUNDS} rounds; median (min to max)`);
    await warm(room, print);
    for (const subject of COLD) await cold(room, times, subject, print);
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
