/** What an account used, read back: sums by day and function, in pages. */
import type { Key, Store } from '../storage/store.ts';
import { PAGE_MAX } from './limits.ts';
import { keys, sumRecord, type UsageSum } from './store.ts';

export interface UsageQuestion {
  readonly accountId: string;
  readonly region: string;
  /** Days in UTC as `2026-11-24`, the second one included. */
  readonly fromDay: string;
  readonly toDay: string;
  /** 1 to 1,000. */
  readonly limit: number;
  /** `UsagePage.next` of the page before. */
  readonly after?: UsagePosition;
}

export interface UsageLine extends UsageSum {
  readonly day: string;
  readonly functionName: string;
}

export type UsagePosition = Pick<UsageLine, 'day' | 'functionName'>;

export interface UsagePage {
  /** By day, then by function. */
  readonly lines: readonly UsageLine[];
  /** Present where more may follow. */
  readonly next?: UsagePosition;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export async function usageOf(telemetry: Store, question: UsageQuestion): Promise<UsagePage> {
  const { accountId, region, fromDay, toDay, limit, after } = question;
  for (const day of [fromDay, toDay]) {
    if (!DAY.test(day)) throw new RangeError(`A day is written 2026-11-24, not ${JSON.stringify(day)}`);
  }
  const page = await telemetry.range({
    start: keys.day(accountId, region, fromDay),
    // Behind all keys of the last day: no day is longer than its name and this.
    end: keys.day(accountId, region, `${toDay}~`),
    limit: Math.min(limit, PAGE_MAX),
    ...(after ? { after: keys.sum(accountId, region, after.day, after.functionName) } : {}),
  });
  const lines = page.entries.map(({ key, value }) => ({ ...positionOf(key), ...sumRecord.decode(value) }));
  return page.next ? { lines, next: positionOf(page.next) } : { lines };
}

/** Regions in which the account ever used something. */
export async function regionsOf(telemetry: Store, accountId: string): Promise<readonly string[]> {
  const regions: string[] = [];
  let after: Key | undefined;
  do {
    const page = await telemetry.range({
      prefix: keys.regions(accountId),
      limit: PAGE_MAX,
      ...(after ? { after } : {}),
    });
    regions.push(...page.entries.map(({ key }) => String(key.at(-1))));
    after = page.next;
  } while (after);
  return regions;
}

const positionOf = (key: Key): UsagePosition => ({ day: String(key.at(-2)), functionName: String(key.at(-1)) });
