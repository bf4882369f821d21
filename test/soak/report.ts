/** The report of a soak, as it stands in docs/reports. */
import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import type { SoakReport } from './soak.ts';
import { complaints } from './verdict.ts';

export function markdown(report: SoakReport): string {
  const { memoryBefore, memoryAfter, before, highest, after, left } = report;
  const wrong = complaints(report);
  const kinds = [...new Set([...Object.keys(before), ...Object.keys(left)])];
  const memory = [
    row('heap after a full collection, MB', memoryBefore.usedMb, undefined, memoryAfter.usedMb),
    row('outside of the heap, MB', memoryBefore.externalMb, undefined, memoryAfter.externalMb),
    row('resident, MB', memoryBefore.residentMb, Math.max(...report.residentMb), memoryAfter.residentMb),
  ];
  return [
    '# Soak',
    '',
    'Made by `npm run soak`, which [test/soak](../../test/soak) describes: mixed work on one cloud, all of which is taken',
    'away again. The cloud must then hold of its machine what it held before, and nothing after its stop.',
    '',
    `- When: ${new Date().toISOString().slice(0, 10)}, at commit ${commit()}; ${report.minutes} minutes`,
    `- Machine: ${cpus()[0]?.model.trim()}, ${cpus().length} processors, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node.js ${process.versions.node}`,
    `- Isolation: ${report.isolation}`,
    `- Outcome: ${wrong.length === 0 ? '**it ended as it began**' : `**${wrong.length} complaints**`}`,
    ...wrong.map((line) => `  - ${line.replaceAll('\n', ' ').slice(0, 500)}`),
    '',
    '## What it held',
    '',
    '| | before | highest | after | after the stop |',
    '|---|---|---|---|---|',
    ...memory,
    ...kinds.map(
      (kind) =>
        `| ${kind} | ${before[kind] ?? ''} | ${highest[kind] ?? ''} | ${after[kind] ?? ''} | ${left[kind] ?? ''} |`,
    ),
    '',
    `Resident over the run, MB: ${evenly(report.residentMb, 12)
      .map((mb) => mb.toFixed(0))
      .join(', ')}.`,
    `The data directory, which keeps what was written, MB: ${sizes(report.dataMb)}.`,
    '',
    '## What was done',
    '',
    '| | times |',
    '|---|---|',
    ...Object.entries(report.chores).map(([what, times]) => `| ${what} | ${times} |`),
    '',
    `All told: ${Object.entries(report.tally)
      .map(([what, times]) => `${times} ${what}`)
      .join(', ')}.`,
    '',
  ].join('\n');
}

function row(what: string, before: number, highest: number | undefined, after: number): string {
  return `| ${what} | ${before.toFixed(1)} | ${highest?.toFixed(1) ?? ''} | ${after.toFixed(1)} | |`;
}

function evenly(samples: readonly number[], count: number): number[] {
  return Array.from({ length: Math.min(count, samples.length) }, (_, at) => {
    return samples[Math.floor((at * samples.length) / count)] ?? 0;
  });
}

function sizes(megabytes: Readonly<Record<string, number>>): string {
  const shown = Object.entries(megabytes).filter(([, mb]) => mb >= 1);
  return shown.map(([name, mb]) => `${name} ${mb}`).join(', ');
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: import.meta.dirname, stdio: 'pipe' })
      .toString()
      .trim();
  } catch {
    return process.env['COMMIT'] ?? 'unknown';
  }
}
