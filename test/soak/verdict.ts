/** Whether a soak ended as it began. */
import { growth } from '../fuzz/memory.ts';
import type { Census } from './census.ts';
import type { SoakReport } from './soak.ts';

/** Ours: caches with a bound fill up, compiled code stays. A leak of a few kilobytes a function is more in an hour. */
const HEAP_SLACK_MB = 16;
/** Ours: collectors and allocators give memory back when they like. */
const RESIDENT_SLACK_MB = 64;

/** What is wrong, a line each; nothing where it ended as it began. */
export function complaints(report: SoakReport): string[] {
  const { before, after, left, memoryBefore, memoryAfter } = report;
  const heap = memoryAfter.usedMb + memoryAfter.externalMb - memoryBefore.usedMb - memoryBefore.externalMb;
  const resident = memoryAfter.residentMb - memoryBefore.residentMb;
  const trend = growth(report.residentMb.map((mb) => mb * 2 ** 20));
  return [
    ...risen(before, after),
    ...risen(Object.fromEntries(Object.keys(left).map((kind) => [kind, 0])), left).map(
      (line) => `after the stop, ${line}`,
    ),
    ...(heap > HEAP_SLACK_MB ? [`the heap holds ${heap.toFixed(1)} MB more than before`] : []),
    ...(resident > RESIDENT_SLACK_MB ? [`${resident.toFixed(0)} MB more are resident than before`] : []),
    ...(trend === undefined ? [] : [trend]),
    ...report.surprises,
    ...report.logged,
  ];
}

/** Kinds of which there are more. */
export function risen(before: Census, after: Census): string[] {
  const kinds = Object.keys(after).filter((kind) => (after[kind] ?? 0) > (before[kind] ?? 0));
  return kinds.map((kind) => `${kind}: ${before[kind]} before, ${after[kind]} after`);
}
