/**
 * `npm run scale`: a bucket with 1,000,000 objects and a table with 1,000,000 items, beside ones with 10,000: what each
 * operation costs in both, how long a restart takes, and how much memory the server holds.
 * `node tools/scale.ts [--count 1000000] [--report FILE] [--folder DIR]`. It needs some 3 GB of disk and twenty minutes,
 * most of them to fill; what lies in DIR afterwards is used again.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fill, makeContainers, SCALE_WORKLOADS } from '../bench/data/scale.ts';
import { Signer } from '../bench/data/signer.ts';
import { load, percentile } from '../bench/http-load.ts';
import { median, spread } from '../bench/table.ts';
import { makeDataFolder, type RunningCloud, startCloud } from '../test/cloud.ts';

const TOP = path.join(import.meta.dirname, '..');
const SMALL = 10_000;
const ROUNDS = 5;
const CLIENTS = [1, 32] as const;
const RESTARTS = 3;
/** Memory is given back when nothing was asked for some seconds. */
const QUIET_MS = 15_000;
const GOALS = { ratio: 1.5, restartMs: 2_000, residentMb: 400 } as const;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000000' },
    report: { type: 'string', default: 'reports/scale.md' },
    folder: { type: 'string' },
  },
});
const large = Number(values.count);
const lines: string[] = [];
const folders = { small: dataFolder(`${SMALL}`), large: dataFolder(`${large}`) };
try {
  for (const [name, count] of [['small', SMALL] as const, ['large', large] as const]) {
    const done = path.join(folders[name], 'filled');
    if (existsSync(done)) continue;
    await using cloud = await start(folders[name]);
    await makeContainers(cloud.environment());
    const seconds = await fill(signerOf(cloud), portOf(cloud), count, (done) =>
      say(`${name}: ${done} of ${2 * count}`),
    );
    say(`${name}: ${count} objects and ${count} items in ${seconds.toFixed(0)} s`);
    writeFileSync(done, '');
  }
  await restarts();
  await compare();
} finally {
  if (values.folder === undefined)
    for (const folder of Object.values(folders)) rmSync(folder, { recursive: true, force: true });
}
const file = path.resolve(TOP, values.report);
mkdirSync(path.dirname(file), { recursive: true });
writeFileSync(file, report());
say(`\n${file}`);

function dataFolder(name: string): string {
  if (values.folder === undefined) return makeDataFolder();
  const folder = path.resolve(values.folder, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Of the larger one; how much it holds after that and when it has been used. */
async function restarts(): Promise<void> {
  const tookMs: number[] = [];
  for (let round = 0; round < RESTARTS; round++) {
    const started = performance.now();
    const cloud = await start(folders.large);
    await fetch(`${cloud.url}/_virga/health`);
    tookMs.push(performance.now() - started);
    await cloud.stop();
  }
  const met = median(tookMs) <= GOALS.restartMs ? '' : ': **not met**';
  row('restart', `${spread(tookMs, 0)} ms (goal ${GOALS.restartMs})${met}`);
}

async function compare(): Promise<void> {
  await using few = await start(folders.small);
  await using many = await start(folders.large);
  for (const workload of SCALE_WORKLOADS) {
    for (const clients of CLIENTS) {
      const tookMs = { few: [] as number[], many: [] as number[] };
      for (let round = 0; round < ROUNDS; round++) {
        for (const [which, cloud, count] of [['few', few, SMALL] as const, ['many', many, large] as const]) {
          const request = workload.requests(signerOf(cloud), workload.count, count, `${round}-${clients}`);
          const done = await load({ port: portOf(cloud), request, clients, requests: workload.count });
          tookMs[which].push(clients === 1 ? percentile(done.latenciesMs, 0.5) : 1000 / done.requestsPerSecond);
        }
      }
      const ratio = median(tookMs.many) / median(tookMs.few);
      const met = ratio <= GOALS.ratio ? '' : ': **not met**';
      const what = `${workload.name}, ${clients} client${clients === 1 ? '' : 's'}`;
      row(
        what,
        `${spread(tookMs.few)} ms and ${spread(tookMs.many)} ms: ${ratio.toFixed(2)} (goal ${GOALS.ratio})${met}`,
      );
    }
  }
  resident('resident after all this', many);
  await setTimeout(QUIET_MS);
  resident(`resident ${QUIET_MS / 1000} s later`, many);
}

function resident(what: string, cloud: RunningCloud): void {
  const residentMb = residentOf(cloud);
  const met = residentMb <= GOALS.residentMb ? '' : ': **not met**';
  row(what, `${residentMb.toFixed(0)} MB (goal ${GOALS.residentMb})${met}`);
}

function residentOf({ process: { pid } }: RunningCloud): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

function start(dataFolder: string): Promise<RunningCloud> {
  return startCloud({ dataFolder, flags: ['--isolation', 'process'] });
}

function portOf({ url }: RunningCloud): number {
  return Number(new URL(url).port);
}

function signerOf(cloud: RunningCloud): Signer {
  const environment = cloud.environment();
  const keys = {
    accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
  };
  return new Signer({ port: portOf(cloud), keys });
}

function row(what: string, figure: string): void {
  lines.push(`| ${what} | ${figure} |`);
  say(`${what}: ${figure}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function report(): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: TOP }).toString().trim();
  return [
    '# Scale',
    '',
    `Made by \`npm run scale\`: ${SMALL} and ${large} objects in a bucket, and as many items in a table, side by side and interleaved;`,
    'per operation, median (minimum to maximum) of the rounds, and the ratio of the medians.',
    '',
    `- When: ${new Date().toISOString().slice(0, 10)}, at commit ${commit}`,
    `- Machine: ${cpus()[0]?.model.trim()}, ${cpus().length} processors, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node.js ${process.versions.node}`,
    '',
    '| what | measured |',
    '|---|---|',
    ...lines,
    '',
  ].join('\n');
}
