/** The load of an account in a span of days, read back: the busiest second of each minute, over some regions. */
import type { Key, Store } from '../storage/store.ts';
import { PAGE_MAX } from './limits.ts';
import { type Busy, higher } from './load.ts';
import { hourRecord, keys, openLoadRecord } from './store.ts';

export interface LoadQuestion {
  readonly accountId: string;
  readonly regions: readonly string[];
  /** Minutes since the epoch, the second one not included. */
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** By minute since the epoch, those in which something ran. Regions' peaks are added as if they came together. */
export async function loadOf(telemetry: Store, question: LoadQuestion): Promise<ReadonlyMap<number, Busy>> {
  const total = new Map<number, Busy>();
  for (const region of question.regions) {
    for (const [minute, [ms, configured, used]] of await peaksOf(telemetry, question, region)) {
      const [a, b, c] = total.get(minute) ?? [0, 0, 0];
      total.set(minute, [a + ms, b + configured, c + used]);
    }
  }
  return total;
}

async function peaksOf(
  telemetry: Store,
  { accountId, fromMinute, toMinute }: LoadQuestion,
  region: string,
): Promise<ReadonlyMap<number, Busy>> {
  const peaks = new Map<number, Busy>();
  let after: Key | undefined;
  do {
    const page = await telemetry.range({
      start: keys.hour(accountId, region, Math.floor(fromMinute / 60)),
      end: keys.hour(accountId, region, Math.ceil(toMinute / 60)),
      limit: PAGE_MAX,
      ...(after ? { after } : {}),
    });
    for (const { key, value } of page.entries) {
      const first = Number(key.at(-1)) * 60;
      for (const [minute, { peak }] of Object.entries(hourRecord.decode(value))) {
        peaks.set(first + Number(minute), peak);
      }
    }
    after = page.next;
  } while (after);
  const open = await telemetry.get(keys.openLoad(accountId, region));
  for (const [second, busy] of Object.entries(open ? openLoadRecord.decode(open.value).seconds : {})) {
    const minute = Math.floor(Number(second) / 60);
    if (minute >= fromMinute && minute < toMinute) peaks.set(minute, higher(peaks.get(minute) ?? [0, 0, 0], busy));
  }
  return peaks;
}
