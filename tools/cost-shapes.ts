/**
 * Four days of generated traffic through the real spool, store and cost code: the examples of docs/cost/README.md.
 * Run: node tools/cost-shapes.ts; it prints the examples and writes them between the document's marks.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { costText } from '../src/cli/cost-text.ts';
import { ManualClock } from '../src/kit/clock.ts';
import { RandomIds } from '../src/kit/ids.ts';
import { silentLog } from '../src/kit/log.ts';
import type { Cost } from '../src/metering/cost/cost-of.ts';
import { openMetering } from '../src/metering/open.ts';
import { openSpool } from '../src/storage/spool.ts';
import { openSqliteStore } from '../src/storage/sqlite/store.ts';

export interface Shape {
  readonly name: string;
  readonly what: string;
  readonly memoryMb: number;
  readonly usedMb: number;
  readonly durationMs: number;
  /** Times of start, in milliseconds of the day. */
  starts(): Iterable<number>;
}

const HOUR_MS = 3_600_000;
const DAY = '2026-11-02';
const ACCOUNT = '000000000000';

export const SHAPES: readonly Shape[] = [
  {
    name: 'idle',
    what: 'one request an hour, 200 ms at 512 MB',
    memoryMb: 512,
    usedMb: 120,
    durationMs: 200,
    starts: () => every(0, 24 * HOUR_MS, HOUR_MS, 1),
  },
  {
    name: 'moderate',
    what: 'one request each 10 seconds from 8 to 20 h, 300 ms at 512 MB',
    memoryMb: 512,
    usedMb: 120,
    durationMs: 300,
    starts: () => every(8 * HOUR_MS, 20 * HOUR_MS, 10_000, 1),
  },
  {
    name: 'spiky',
    what: 'four minutes of the day with 100 requests at once, 2 s at 1,024 MB; nothing between',
    memoryMb: 1_024,
    usedMb: 300,
    durationMs: 2_000,
    *starts() {
      for (const hour of [6, 9, 15, 21]) yield* every(hour * HOUR_MS, hour * HOUR_MS + 60_000, 2_000, 100);
    },
  },
  {
    name: 'sustained peak',
    what: '12 requests at once all day, 30 s each at 1,769 MB, busy with the processor',
    memoryMb: 1_769,
    usedMb: 600,
    durationMs: 30_000,
    starts: () => every(0, 24 * HOUR_MS, 30_000, 12),
  },
];

function* every(fromMs: number, toMs: number, stepMs: number, together: number): Generator<number> {
  for (let ms = fromMs; ms < toMs; ms += stepMs) {
    for (let one = 0; one < together; one++) yield ms;
  }
}

export async function costOfShape(shape: Shape): Promise<Cost> {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-shape-'));
  const clock = new ManualClock(Date.parse(DAY));
  const base = { clock, log: silentLog };
  const onFatal = (error: Error): never => {
    throw error;
  };
  const store = await openSqliteStore({ ...base, file: path.join(folder, 'telemetry.db'), onFatal });
  const spool = await openSpool({ ...base, folder: path.join(folder, 'spool') });
  try {
    const parts = { ...base, state: store, telemetry: store, spool, ids: new RandomIds() };
    const metering = await openMetering({ ...parts, architecture: 'x86_64' });
    let number = 0;
    for (const startMs of shape.starts()) {
      const startedAtMs = Date.parse(DAY) + startMs;
      clock.advance(Math.max(0, startedAtMs + shape.durationMs - clock.nowMs()));
      metering.sink.write({
        accountId: ACCOUNT,
        region: 'us-east-1',
        functionName: shape.name.replace(' ', '-'),
        version: '$LATEST',
        requestId: String(number++),
        startedAtMs,
        durationMs: shape.durationMs,
        billedMs: shape.durationMs,
        memoryMb: shape.memoryMb,
        maxMemoryUsedMb: shape.usedMb,
        bytesIn: 500,
        bytesOut: 2_000,
        outcome: 'ok',
      });
    }
    return await metering.costOf({ accountId: ACCOUNT, fromDay: DAY, toDay: DAY, freeTier: false });
  } finally {
    await spool.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** As it stands in the document. */
export async function exampleOf(shape: Shape): Promise<string> {
  const text = costText(await costOfShape(shape)).replace(/\n\nMind:[^]*$/, '');
  return `### ${shape.name[0]?.toUpperCase()}${shape.name.slice(1)}: ${shape.what}\n\n\`\`\`text\n${text}\n\`\`\`\n`;
}

export const DOCUMENT = path.join(import.meta.dirname, '../docs/cost/README.md');
const MARKS = /(<!-- shapes -->\n)[^]*(<!-- end of shapes -->)/;

if (import.meta.main) {
  const examples: string[] = [];
  for (const shape of SHAPES) examples.push(await exampleOf(shape));
  const text = await readFile(DOCUMENT, 'utf8');
  await writeFile(
    DOCUMENT,
    text.replace(MARKS, (_, begin: string, end: string) => `${begin}\n${examples.join('\n')}\n${end}`),
  );
  process.stdout.write(examples.join('\n'));
}
