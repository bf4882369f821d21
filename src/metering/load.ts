/**
 * How busy a region was, minute by minute, from the usage records: servers are sized by it. Seconds are kept one by one
 * while invocations that touch them may still end; then their minute keeps the busiest of them.
 */
import type { InvocationUsage } from '../runtime/function-version.ts';
import { INVOCATION_MS_MAX, OPEN_SECONDS } from './limits.ts';

/** Milliseconds of invocations; these × configured MB (stands for CPU); these × MB really used. */
export type Busy = readonly [ms: number, configuredMbMs: number, usedMbMs: number];

export interface MinuteLoad {
  readonly busy: Busy;
  /** Of its busiest second. */
  readonly peak: Busy;
}

/** Seconds since the epoch that are not closed yet. */
export interface OpenLoad {
  readonly fromSecond: number;
  readonly seconds: Readonly<Record<string, Busy>>;
}

/** What a batch adds to a minute: `peak` is compared with what it had, `late` comes on top. */
export interface MinuteChange {
  busy: Busy;
  peak: Busy;
  late: Busy;
}

export const NO_LOAD: OpenLoad = { fromSecond: 0, seconds: {} };
const IDLE: Busy = [0, 0, 0];
const MINUTE_S = 60;

export function addLoad(
  open: OpenLoad,
  usages: readonly InvocationUsage[],
): { readonly open: OpenLoad; readonly minutes: ReadonlyMap<number, MinuteChange> } {
  const seconds = new Map(Object.entries(open.seconds).map(([second, busy]) => [Number(second), busy]));
  const minutes = new Map<number, MinuteChange>();
  let newest = open.fromSecond + OPEN_SECONDS;
  for (const usage of usages) {
    newest = Math.max(newest, addUsage(open.fromSecond, seconds, minutes, usage));
  }
  const fromSecond = newest - OPEN_SECONDS;
  for (const [second, busy] of seconds) {
    if (second >= fromSecond) continue;
    seconds.delete(second);
    const minute = minuteIn(minutes, second);
    minute.peak = higher(minute.peak, busy);
  }
  return { open: { fromSecond, seconds: Object.fromEntries(seconds) }, minutes };
}

/** Answers the second in which it ended. */
function addUsage(
  fromSecond: number,
  seconds: Map<number, Busy>,
  minutes: Map<number, MinuteChange>,
  usage: InvocationUsage,
): number {
  const startMs = usage.startedAtMs;
  const ranMs = Math.max(0, usage.durationMs + (usage.initDurationMs ?? 0));
  const endMs = startMs + Math.min(ranMs, INVOCATION_MS_MAX);
  let second = Math.floor(startMs / 1_000);
  for (; second * 1_000 < endMs; second++) {
    const ms = Math.min(endMs, (second + 1) * 1_000) - Math.max(startMs, second * 1_000);
    const busy: Busy = [ms, ms * usage.memoryMb, ms * usage.maxMemoryUsedMb];
    const minute = minuteIn(minutes, second);
    minute.busy = plus(minute.busy, busy);
    if (second >= fromSecond) seconds.set(second, plus(seconds.get(second) ?? IDLE, busy));
    // A second that is closed: one that took the whole minute counts as one more, a part of it as that part.
    else minute.late = plus(minute.late, busy.map((value) => value / MINUTE_S) as unknown as Busy);
  }
  return second;
}

function minuteIn(minutes: Map<number, MinuteChange>, second: number): MinuteChange {
  const minute = Math.floor(second / MINUTE_S);
  let found = minutes.get(minute);
  if (!found) minutes.set(minute, (found = { busy: IDLE, peak: IDLE, late: IDLE }));
  return found;
}

export function changedMinute(before: MinuteLoad | undefined, change: MinuteChange): MinuteLoad {
  return {
    busy: rounded(plus(before?.busy ?? IDLE, change.busy)),
    peak: rounded(plus(higher(before?.peak ?? IDLE, change.peak), change.late)),
  };
}

export const plus = (one: Busy, other: Busy): Busy => [one[0] + other[0], one[1] + other[1], one[2] + other[2]];
export const higher = (one: Busy, other: Busy): Busy => [
  Math.max(one[0], other[0]),
  Math.max(one[1], other[1]),
  Math.max(one[2], other[2]),
];
const rounded = ([ms, configured, used]: Busy): Busy => [
  Math.round(ms * 100) / 100,
  Math.round(configured),
  Math.round(used),
];
