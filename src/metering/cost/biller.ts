/** What AWS would have asked: usage in the order of its days, through the month's free tier and price tiers. */
import type { UsageSum } from '../store.ts';
import { Decimal } from './decimal.ts';
import { type Architecture, type FreeItem, type Item, type PriceTable, type Tier, UNITS } from './price-table.ts';

export interface BillerOptions {
  readonly table: PriceTable;
  readonly architecture: Architecture;
  readonly freeTier: boolean;
}

export interface Billed {
  readonly requests: Decimal;
  readonly compute: Decimal;
  readonly ephemeral: Decimal;
  readonly transfer: Decimal;
}

export const NOTHING_BILLED: Billed = {
  requests: Decimal.zero,
  compute: Decimal.zero,
  ephemeral: Decimal.zero,
  transfer: Decimal.zero,
};

/** Of one account. Days come in their order; a day of another month begins that month's tiers and free tier anew. */
export class Biller {
  readonly #options: BillerOptions;
  #month = '';
  #free = new Map<FreeItem, bigint>();
  /** By region and item, what was charged in the month: where in the tiers it stands. */
  #charged = new Map<string, bigint>();

  constructor(options: BillerOptions) {
    this.#options = options;
  }

  bill(day: string, region: string, sum: UsageSum): Billed {
    this.#enter(day.slice(0, 7));
    const compute: Item = this.#options.architecture === 'arm64' ? 'compute-arm' : 'compute-x86';
    return {
      requests: this.#charge(region, 'requests', BigInt(sum.invocations), 'requests'),
      compute: this.#charge(region, compute, BigInt(sum.billedMbMs), 'compute'),
      ephemeral: this.#charge(region, 'ephemeral', BigInt(sum.ephemeralMbMs ?? 0)),
      transfer: this.#charge(region, 'transfer-out', BigInt(sum.bytesOut), 'transfer-out'),
    };
  }

  #enter(month: string): void {
    if (month === this.#month) return;
    this.#month = month;
    this.#free = new Map(this.#options.freeTier ? this.#options.table.free : []);
    this.#charged.clear();
  }

  #charge(region: string, item: Item, amount: bigint, free?: FreeItem): Decimal {
    const remaining = free ? (this.#free.get(free) ?? 0n) : 0n;
    const given = remaining < amount ? remaining : amount;
    if (free && given > 0n) this.#free.set(free, remaining - given);
    const name = `${region} ${item}`;
    const before = this.#charged.get(name) ?? 0n;
    this.#charged.set(name, before + amount - given);
    return tiered(this.#options.table.tiers(region, item), before, amount - given, UNITS[item]);
  }
}

/** The price of `amount` behind `before` in the tiers; both in what is metered, `unit` of which have the price. */
export function tiered(tiers: readonly Tier[], before: bigint, amount: bigint, unit: bigint): Decimal {
  let total = Decimal.zero;
  let from = 0n;
  const end = before + amount;
  for (const { upTo = end, price } of tiers) {
    const low = from > before ? from : before;
    const high = upTo < end ? upTo : end;
    if (high > low) total = total.plus(price.times(high - low));
    from = upTo;
  }
  return total.dividedBy(unit);
}

export function totalOf({ requests, compute, ephemeral, transfer }: Billed): Decimal {
  return requests.plus(compute).plus(ephemeral).plus(transfer);
}

export function addBilled(one: Billed, other: Billed): Billed {
  return {
    requests: one.requests.plus(other.requests),
    compute: one.compute.plus(other.compute),
    ephemeral: one.ephemeral.plus(other.ephemeral),
    transfer: one.transfer.plus(other.transfer),
  };
}
