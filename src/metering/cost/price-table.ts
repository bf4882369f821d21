/** The dated table of AWS's prices that lies in prices/, read once and checked. */
import { readFileSync } from 'node:fs';
import { Decimal } from './decimal.ts';

export const ITEMS = ['requests', 'compute-x86', 'compute-arm', 'ephemeral', 'transfer-out'] as const;
export type Item = (typeof ITEMS)[number];
export type FreeItem = 'requests' | 'compute' | 'transfer-out';

/** How much of what is metered makes one of what is priced: requests, MB-milliseconds and bytes. */
export const UNITS: Readonly<Record<Item, bigint>> = {
  requests: 1_000_000n,
  'compute-x86': 1_024_000n,
  'compute-arm': 1_024_000n,
  ephemeral: 1_024_000n,
  'transfer-out': 1_073_741_824n,
};
/** As UNITS, for what is free: requests are counted one by one there. */
const FREE_UNITS: Readonly<Record<FreeItem, bigint>> = {
  requests: 1n,
  compute: UNITS['compute-x86'],
  'transfer-out': UNITS['transfer-out'],
};

export interface Tier {
  /** In what is metered; undefined: without end. */
  readonly upTo: bigint | undefined;
  readonly price: Decimal;
}

export interface ServerPrice {
  readonly name: string;
  /** What it can do without end, in thousandths of a vCPU. */
  readonly milliCpu: number;
  readonly memoryMb: number;
  readonly hourly: Decimal;
  readonly source: string;
  readonly confirmed: boolean;
}

export interface PriceTable {
  readonly date: string;
  readonly servers: readonly ServerPrice[];
  readonly notPriced: readonly string[];
  readonly free: ReadonlyMap<FreeItem, bigint>;
  tiers(region: string, item: Item): readonly Tier[];
  /** What a reader must know of the prices for these regions: stand-ins, and numbers that could not be confirmed. */
  caveats(regions: readonly string[], architecture: Architecture): readonly string[];
}

export type Architecture = 'x86_64' | 'arm64';

interface PriceFile {
  readonly date: string;
  readonly defaultGroup: string;
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly rows: readonly PriceRow[];
  readonly free: readonly { readonly item: FreeItem; readonly amount: string }[];
  readonly servers: readonly ServerRow[];
  readonly notPriced: readonly string[];
}

interface PriceRow {
  readonly item: string;
  readonly group: string;
  readonly tiers: readonly { readonly upTo?: string; readonly price: string }[];
  readonly confirmed: boolean;
}

interface ServerRow {
  readonly name: string;
  readonly vcpu: string;
  /** Of burstable ones. */
  readonly baselineVcpu?: string;
  readonly memoryMb: number;
  readonly hourly: string;
  readonly source: string;
  readonly confirmed: boolean;
}

let read: PriceTable | undefined;

export function priceTable(): PriceTable {
  read ??= toTable(JSON.parse(readFileSync(NEWEST, 'utf8')) as PriceFile);
  return read;
}

const NEWEST = new URL('../prices/aws-2026-11-24.json', import.meta.url);

function toTable(file: PriceFile): PriceTable {
  const groupOf = (region: string): string | undefined =>
    Object.entries(file.groups).find(([, regions]) => regions.includes(region))?.[0];
  const rowOf = (region: string, item: Item): PriceRow => {
    const group = groupOf(region) ?? file.defaultGroup;
    const row =
      file.rows.find((one) => one.item === item && one.group === group) ??
      file.rows.find((one) => one.item === item && one.group === file.defaultGroup);
    if (!row) throw new Error(`The price table lacks ${item}`);
    return row;
  };
  return {
    date: file.date,
    notPriced: file.notPriced,
    servers: file.servers.map(toServer),
    free: new Map(file.free.map(({ item, amount }) => [item, BigInt(amount) * FREE_UNITS[item]])),
    tiers: (region, item) => rowOf(region, item).tiers.map((tier) => toTier(tier, UNITS[item])),
    caveats(regions, architecture) {
      const items = ITEMS.filter((item) => item !== (architecture === 'arm64' ? 'compute-x86' : 'compute-arm'));
      return regions.flatMap((region) => {
        const unsure = items.filter((item) => !rowOf(region, item).confirmed);
        const borrowed = items.filter((item) => rowOf(region, item).group !== groupOf(region));
        return [
          ...(borrowed.length > 0
            ? [`${region}: prices of ${file.defaultGroup} stand in for ${borrowed.join(', ')}`]
            : []),
          ...(unsure.length > 0 ? [`${region}: not confirmed at their source: ${unsure.join(', ')}`] : []),
        ];
      });
    },
  };
}

function toTier({ upTo, price }: PriceRow['tiers'][number], unit: bigint): Tier {
  return { upTo: upTo === undefined ? undefined : BigInt(upTo) * unit, price: Decimal.parse(price) };
}

function toServer({ name, vcpu, baselineVcpu, memoryMb, hourly, source, confirmed }: ServerRow): ServerPrice {
  const milliCpu = Math.round(Number(baselineVcpu ?? vcpu) * 1_000);
  return { name, milliCpu, memoryMb, hourly: Decimal.parse(hourly), source, confirmed };
}
