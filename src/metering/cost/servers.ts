/** What the recorded load would cost on servers that are always on, sized for its peak and for 99 % of its minutes. */
import type { Busy } from '../load.ts';
import { Decimal } from './decimal.ts';
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
  readonly cost: Decimal;
}

export interface Sizing {
  readonly demand: Demand;
  /** The cheapest first. */
  readonly fleets: readonly Fleet[];
}

export interface Servers {
  readonly peak: Sizing;
  readonly p99: Sizing;
}

/** `minutes` of the period in all, those without load among them. */
export function serversFor(prices: readonly ServerPrice[], load: ReadonlyMap<number, Busy>, minutes: number): Servers {
  const hours = Math.ceil(minutes / 60);
  const sized = (exceeding: number): Sizing => {
    const demand = demandOf([...load.values()], exceeding);
    const fleets = prices.map((price) => fleetOf(price, demand, hours));
    return { demand, fleets: fleets.toSorted((a, b) => a.cost.compare(b.cost)) };
  };
  return { peak: sized(0), p99: sized(Math.floor(minutes / 100)) };
}

/** What is enough for all but `exceeding` minutes; each of the three by itself. */
function demandOf(load: readonly Busy[], exceeding: number): Demand {
  const highest = (at: 0 | 1 | 2): number =>
    (load.map((busy) => busy[at]).toSorted((a, b) => b - a)[exceeding] ?? 0) / 1_000;
  return {
    concurrency: Math.ceil(highest(0)),
    milliCpu: Math.ceil((highest(1) * 1_000) / MB_PER_VCPU),
    memoryMb: Math.ceil(highest(2)),
  };
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
    cost: price.hourly.times(BigInt(count * hours)),
  };
}
