/**
 * `npm run faults`: every test below test/faults, the kills of the whole server as often as asked, and a report that says
 * what was done, on which machine, and how it went.
 * `node tools/faults.ts [--rounds 1000] [--minutes 60] [--report FILE]`: after so many minutes it begins no further kills.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

const TOP = path.join(import.meta.dirname, '..');
const FOLDER = 'test/faults';
/** Under functions, users, logs and invocations; and under objects and items. */
const KILLS = ['server-kill.test.ts', 'data-kill.test.ts'] as const;
/** Each part begins with a new data directory. */
const ROUNDS_A_PART = 25;

interface Outcome {
  readonly file: string;
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
  /** What the tests said of themselves. */
  readonly said: readonly string[];
  readonly seconds: number;
}

interface Kill {
  readonly name: string;
  rounds: number;
  readonly parts: Outcome[];
}

function isKill(name: string): boolean {
  return KILLS.some((kill) => kill === name);
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '1000' },
    minutes: { type: 'string', default: '60' },
    report: { type: 'string', default: 'reports/faults.md' },
  },
});
const wanted = Number(values.rounds);
const deadline = performance.now() + Number(values.minutes) * 60_000;

const outcomes: Outcome[] = [];
const others = readdirSync(path.join(TOP, FOLDER)).filter((name) => name.endsWith('.test.ts') && !isKill(name));
const kills: Kill[] = KILLS.map((name) => ({ name, rounds: 0, parts: [] }));
// In turn, so that a run that is short of time has some of each.
while (kills.some(({ rounds }) => rounds < wanted) && performance.now() < deadline) {
  for (const kill of kills) {
    const some = Math.min(ROUNDS_A_PART, wanted - kill.rounds);
    if (some === 0) continue;
    kill.parts.push(await run(kill.name, { FAULT_ROUNDS: String(some) }));
    kill.rounds += some;
  }
}
for (const file of others.toSorted()) outcomes.push(await run(file, {}));
const file = path.resolve(TOP, values.report);
mkdirSync(path.dirname(file), { recursive: true });
writeFileSync(file, report());
const failures = [...outcomes, ...kills.flatMap(({ parts }) => parts)].flatMap(({ failed }) => failed);
const allRounds = kills.reduce((total, { rounds }) => total + rounds, 0);
process.stdout.write(`${file}: ${allRounds} rounds of kill -9, ${failures.length} tests failed\n`);
process.exitCode = failures.length === 0 ? 0 : 1;

async function run(name: string, environment: Readonly<Record<string, string>>): Promise<Outcome> {
  const started = performance.now();
  const words = ['--disable-warning=ExperimentalWarning', '--test', '--test-reporter=tap', path.join(FOLDER, name)];
  const child = spawn(process.execPath, words, {
    cwd: TOP,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const output = await text(child.stdout);
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const outcome = { ...read(output), file: name, seconds };
  const state = outcome.failed.length === 0 ? 'ok' : `FAILED: ${outcome.failed.join(', ')}`;
  process.stdout.write(`${name}: ${state} (${seconds} s)\n`);
  if (outcome.failed.length > 0) process.stdout.write(output);
  return outcome;
}

function read(output: string): Pick<Outcome, 'passed' | 'failed' | 'skipped' | 'said'> {
  const [passed, failed, skipped, said]: string[][] = [[], [], [], []];
  for (const line of output.split('\n')) {
    const [, not, name = '', directive] = /^(not )?ok \d+ - (.*?)(?: # (SKIP|TODO).*)?$/.exec(line) ?? [];
    if (name !== '') (directive ? skipped : not ? failed : passed)?.push(name);
    const [, words] = /^# (?!Subtest|tests|suites|pass|fail|cancelled|skipped|todo|duration)(.+)$/.exec(line) ?? [];
    if (words !== undefined) said?.push(words);
  }
  return { passed: passed ?? [], failed: failed ?? [], skipped: skipped ?? [], said: said ?? [] };
}

function report(): string {
  return [
    '# Faults',
    '',
    'Made by `npm run faults`; each line is a file of [test/faults](../../test/faults), which says what it does.',
    '',
    `- When: ${new Date().toISOString().slice(0, 10)}, at commit ${commit()}`,
    `- Machine: ${cpus()[0]?.model.trim()}, ${cpus().length} processors, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node.js ${process.versions.node}`,
    '',
    '## kill -9 of the whole server under mixed load',
    '',
    ...kills.map(killed),
    '',
    '## Everything else',
    '',
    '| file | passed | failed | skipped | seconds | it says |',
    '|---|---|---|---|---|---|',
    ...outcomes.map(
      ({ file: name, passed, failed, skipped, said, seconds }) =>
        `| ${name} | ${passed.length} | ${failed.join('; ') || 0} | ${skipped.length} | ${seconds} | ${said.join('; ')} |`,
    ),
    '',
  ].join('\n');
}

function killed({ name, rounds, parts }: Kill): string {
  const seconds = Math.round(parts.reduce((total, part) => total + part.seconds, 0));
  const failed = parts.filter((part) => part.failed.length > 0).length;
  const outcome = failed === 0 ? 'nothing that was acknowledged was lost' : `${failed} parts FAILED`;
  const counts = sums(parts.flatMap(({ said }) => said));
  return (
    `- ${name}: **${rounds} rounds** (${wanted} were asked for) in ${parts.length} parts, each on a new data directory, ` +
    `in ${seconds} s: ${outcome}. ${counts}`
  );
}

/** Numbers of equal sentences, added up. */
function sums(said: readonly string[]): string {
  const totals = new Map<string, number[]>();
  for (const sentence of said) {
    const numbers = [...sentence.matchAll(/\d+/g)].map(Number);
    const form = sentence.replaceAll(/\d+/g, '#');
    totals.set(
      form,
      (totals.get(form) ?? numbers.map(() => 0)).map((sum, at) => sum + (numbers[at] ?? 0)),
    );
  }
  return [...totals]
    .map(([form, numbers]) => {
      let at = 0;
      return `All told: ${form.replaceAll('#', () => String(numbers[at++]))}.`;
    })
    .join(' ');
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: TOP, stdio: 'pipe' }).toString().trim();
  } catch {
    return process.env['COMMIT'] ?? 'unknown';
  }
}
