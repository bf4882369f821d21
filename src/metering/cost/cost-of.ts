/** An account's use of a span of days, priced: by day, region and function, in all, and against servers. */
import type { Store } from '../../storage/store.ts';
import { COST_DAYS_MAX, COST_LINES_MAX, PAGE_MAX } from '../limits.ts';
import { loadOf } from '../load-of.ts';
import { type UsageLine, type UsagePosition, usageOf } from '../usage-of.ts';
import { addBilled, Biller, type Billed, NOTHING_BILLED, totalOf } from './biller.ts';
import { Decimal } from './decimal.ts';
import { type Architecture, type PriceTable } from './price-table.ts';
import { serversFor, type Sizing } from './servers.ts';

export interface CostQuestion {
  readonly accountId: string;
  readonly regions: readonly string[];
  /** Days in UTC as `2026-11-24`, the second one included. */
  readonly fromDay: string;
  readonly toDay: string;
  readonly freeTier: boolean;
  readonly architecture: Architecture;
}

/** Amounts are exact decimals as text. */
export interface Cost {
  readonly accountId: string;
  readonly fromDay: string;
  readonly toDay: string;
  readonly freeTier: boolean;
  readonly architecture: Architecture;
  readonly currency: 'USD';
  readonly pricesOf: string;
  readonly lines: readonly CostLine[];
  readonly total: Amounts;
  readonly servers: { readonly peak: PlainSizing; readonly p99: PlainSizing };
  readonly caveats: readonly string[];
  readonly notPriced: readonly string[];
}

export interface Amounts {
  readonly requests: number;
  readonly gbSeconds: string;
  readonly ephemeralGbSeconds: string;
  readonly bytesOut: number;
  readonly cost: Readonly<Record<keyof Billed | 'total', string>>;
}

export interface CostLine extends Amounts {
  readonly day: string;
  readonly region: string;
  readonly functionName: string;
  /** The only one that is metered. */
  readonly api: 'lambda:Invoke';
}

export interface PlainSizing extends Omit<Sizing, 'fleets'> {
  readonly fleets: readonly (Omit<Sizing['fleets'][number], 'cost'> & { readonly cost: string })[];
}

export class CostQuestionError extends Error {
  override readonly name = 'CostQuestionError';
}

const DAY_MS = 86_400_000;

/** Days before `fromDay` in its month are read too: they may have used up the free tier and the dear tiers. */
export async function costOf(telemetry: Store, table: PriceTable, question: CostQuestion): Promise<Cost> {
  const { accountId, regions, fromDay, toDay, freeTier, architecture } = question;
  const days = daysBetween(fromDay, toDay);
  const usage = await usageInOrder(telemetry, question);
  const biller = new Biller({ table, architecture, freeTier });
  const lines: CostLine[] = [];
  let total = { requests: 0n, mbMs: 0n, ephemeral: 0n, bytes: 0n, billed: NOTHING_BILLED };
  for (const line of usage) {
    const billed = biller.bill(line.day, line.region, line);
    if (line.day < fromDay) continue;
    const { day, region, functionName } = line;
    const used = quantities(line);
    lines.push({ day, region, functionName, api: 'lambda:Invoke', ...amounts({ ...used, billed }) });
    total = {
      requests: total.requests + used.requests,
      mbMs: total.mbMs + used.mbMs,
      ephemeral: total.ephemeral + used.ephemeral,
      bytes: total.bytes + used.bytes,
      billed: addBilled(total.billed, billed),
    };
  }
  const fromMinute = Date.parse(fromDay) / 60_000;
  const minutes = days * 1_440;
  const load = await loadOf(telemetry, { accountId, regions, fromMinute, toMinute: fromMinute + minutes });
  const { peak, p99 } = serversFor(table.servers, load, minutes);
  return {
    accountId,
    fromDay,
    toDay,
    freeTier,
    architecture,
    currency: 'USD',
    pricesOf: table.date,
    lines,
    total: amounts(total),
    servers: { peak: plain(peak), p99: plain(p99) },
    caveats: table.caveats(regions, architecture),
    notPriced: table.notPriced,
  };
}

function daysBetween(fromDay: string, toDay: string): number {
  const days = Math.round((parseDay(toDay) - parseDay(fromDay)) / DAY_MS) + 1;
  if (days < 1) throw new CostQuestionError(`${fromDay} is after ${toDay}`);
  if (days > COST_DAYS_MAX) throw new CostQuestionError(`${days} days are more than ${COST_DAYS_MAX}`);
  return days;
}

function parseDay(day: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day) {
    throw new CostQuestionError(`A day is written 2026-11-24, not ${JSON.stringify(day)}`);
  }
  return ms;
}

type RegionalLine = UsageLine & { readonly region: string };

/** By day, then region, then function. */
async function usageInOrder(telemetry: Store, question: CostQuestion): Promise<readonly RegionalLine[]> {
  const { accountId, toDay } = question;
  const fromDay = `${question.fromDay.slice(0, 7)}-01`;
  const found: RegionalLine[] = [];
  for (const region of question.regions) {
    let after: UsagePosition | undefined;
    do {
      const range = { accountId, region, fromDay, toDay, limit: PAGE_MAX };
      const page = await usageOf(telemetry, after ? { ...range, after } : range);
      for (const line of page.lines) found.push({ ...line, region });
      if (found.length > COST_LINES_MAX) {
        throw new CostQuestionError(`More than ${COST_LINES_MAX} days of functions: ask for fewer days, or one region`);
      }
      after = page.next;
    } while (after);
  }
  const order = (line: RegionalLine): string => `${line.day} ${line.region} ${line.functionName}`;
  return found.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

interface Quantities {
  readonly requests: bigint;
  readonly mbMs: bigint;
  readonly ephemeral: bigint;
  readonly bytes: bigint;
}

function quantities({ invocations, billedMbMs, ephemeralMbMs = 0, bytesOut }: UsageLine): Quantities {
  return {
    requests: BigInt(invocations),
    mbMs: BigInt(billedMbMs),
    ephemeral: BigInt(ephemeralMbMs),
    bytes: BigInt(bytesOut),
  };
}

const MB_MS_PER_GB_S = 1_024_000n;

function amounts({ requests, mbMs, ephemeral, bytes, billed }: Quantities & { readonly billed: Billed }): Amounts {
  return {
    requests: Number(requests),
    gbSeconds: Decimal.of(mbMs).dividedBy(MB_MS_PER_GB_S).toString(),
    ephemeralGbSeconds: Decimal.of(ephemeral).dividedBy(MB_MS_PER_GB_S).toString(),
    bytesOut: Number(bytes),
    cost: {
      requests: billed.requests.toString(),
      compute: billed.compute.toString(),
      ephemeral: billed.ephemeral.toString(),
      transfer: billed.transfer.toString(),
      total: totalOf(billed).toString(),
    },
  };
}

function plain({ fleets, ...rest }: Sizing): PlainSizing {
  return { ...rest, fleets: fleets.map((fleet) => ({ ...fleet, cost: fleet.cost.toString() })) };
}
