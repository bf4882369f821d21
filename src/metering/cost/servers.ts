/** What the recorded load would cost on servers that are always on, sized for its peak and for 99 % of its minutes. */
import type { MinuteLoad } from '../load.ts';
import type { Decimal } from './decimal.ts';
import type { ServerPrice } from './price-table.ts';

/** Memory at which a function has one vCPU: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html, 2026-11-24. */
const MB_PER_VCPU = 1_769;

/** What the busiest second of a minute needs. */
export interface Demand {
  /** Invocations at once. */
  readonly concurrency: number;
  readonly milliCpu: number;
  readonly memoryMb: number;
}

export interface Fleet {
  readonly server: string;
  readonly count: number;
  readonly limitedBy: 'cpu' | 'memory';
  readonly hours: number;
  readonly hourly: string;
  /** The price was found at its source. */
  readonly confirmed: boolean;
  readonly cost: Decimal;
}

export interface Sizing {
  readonly demand: Demand;
  /** Minutes that ask for more, and how much of all work falls into them: there requests wait or fail. */
  readonly overloaded: { readonly minutes: number; readonly workPercent: number };
  /** The cheapest first. */
  readonly fleets: readonly Fleet[];
}

export interface Servers {
  readonly peak: Sizing;
  readonly p99: Sizing;
}

/** `minutes` of the period in all, those without load among them. */
export function serversFor(
  prices: readonly ServerPrice[],
  load: ReadonlyMap<number, MinuteLoad>,
  minutes: number,
): Servers {
  const hours = Math.ceil(minutes / 60);
  const needs = [...load.values()].map((one) => ({ ...demandOf(one), workMs: one.busy[0] }));
  const sized = (exceeding: number): Sizing => {
    const demand = enoughFor(needs, exceeding);
    const fleets = prices.map((price) => fleetOf(price, demand, hours));
    return {
      demand,
      overloaded: overloaded(needs, demand),
      fleets: fleets.toSorted((a, b) => a.cost.compare(b.cost)),
    };
  };
  return { peak: sized(0), p99: sized(Math.floor(minutes / 100)) };
}

type Need = Demand & { readonly workMs: number };

/** Whoever runs for a part of a second has its memory all the same. */
function demandOf({ peak: [ms, configuredMbMs, usedMbMs] }: MinuteLoad): Demand {
  const concurrency = Math.ceil(ms / 1_000);
  return {
    concurrency,
    milliCpu: Math.ceil(configuredMbMs / MB_PER_VCPU),
    memoryMb: ms === 0 ? 0 : Math.ceil((usedMbMs / ms) * concurrency),
  };
}

/** What is enough for all but `exceeding` minutes; each of the three by itself. */
function enoughFor(needs: readonly Demand[], exceeding: number): Demand {
  const highest = (of: (need: Demand) => number): number => needs.map(of).toSorted((a, b) => b - a)[exceeding] ?? 0;
  return {
    concurrency: highest(({ concurrency }) => concurrency),
    milliCpu: highest(({ milliCpu }) => milliCpu),
    memoryMb: highest(({ memoryMb }) => memoryMb),
  };
}

function overloaded(needs: readonly Need[], enough: Demand): Sizing['overloaded'] {
  const over = needs.filter((need) => need.milliCpu > enough.milliCpu || need.memoryMb > enough.memoryMb);
  const work = (some: readonly Need[]): number => some.reduce((sum, { workMs }) => sum + workMs, 0);
  const all = work(needs);
  return { minutes: over.length, workPercent: all === 0 ? 0 : Math.round((work(over) / all) * 1_000) / 10 };
}

/** One at least: it has to be there for the first request. */
function fleetOf(price: ServerPrice, demand: Demand, hours: number): Fleet {
  const byCpu = Math.ceil(demand.milliCpu / price.milliCpu);
  const byMemory = Math.ceil(demand.memoryMb / price.memoryMb);
  const count = Math.max(1, byCpu, byMemory);
  return {
    server: price.name,
    count,
    limitedBy: byMemory > byCpu ? 'memory' : 'cpu',
    hours,
    hourly: price.hourly.toString(),
    confirmed: price.confirmed,
    cost: price.hourly.times(BigInt(count * hours)),
  };
}
