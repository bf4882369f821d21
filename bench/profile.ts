/** Reads what `node --cpu-prof` wrote: where a process spent its time, by function. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

export interface Share {
  readonly what: string;
  /** Of the time in which the process was not idle. */
  readonly percent: number;
}

/** The main thread's, which is the one with the most samples that are not idle. */
export function busiest(folder: string, count: number): readonly Share[] {
  const profiles = readdirSync(folder).map(
    (name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as CpuProfile,
  );
  const sums = profiles.map(selfTimes).toSorted((a, b) => total(b) - total(a))[0] ?? new Map<string, number>();
  const all = total(sums);
  return [...sums]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([what, micros]) => ({ what, percent: (micros / all) * 100 }));
}

function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): Map<string, number> {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const sums = new Map<string, number>();
  for (const [at, id] of samples.entries()) {
    const name = names.get(id) ?? '';
    if (name !== '(idle)') sums.set(name, (sums.get(name) ?? 0) + (timeDeltas[at] ?? 0));
  }
  return sums;
}

function nameOf({ functionName, url }: { readonly functionName: string; readonly url: string }): string {
  const file = /\/(src\/.*)$/.exec(url)?.[1] ?? url;
  return file === '' ? functionName : `${functionName || 'anonymous'} (${file})`;
}

function total(sums: ReadonlyMap<string, number>): number {
  return [...sums.values()].reduce((sum, micros) => sum + micros, 0);
}
