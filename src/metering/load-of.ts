/** The load of an account in a span of days, read back: each minute's work and its busiest second, over some regions. */
import type { Key, Store } from '../storage/store.ts';
import { PAGE_MAX } from './limits.ts';
import { higher, type MinuteLoad, plus } from './load.ts';
import { hourRecord, keys, openLoadRecord } from './store.ts';

export interface LoadQuestion {
  readonly accountId: string;
  readonly regions: readonly string[];
  /** Minutes since the epoch, the second one not included. */
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** By minute since the epoch, those in which something ran. Regions' peaks are added as if they came together. */
export async function loadOf(telemetry: Store, question: LoadQuestion): Promise<ReadonlyMap<number, MinuteLoad>> {
  const total = new Map<number, MinuteLoad>();
  for (const region of question.regions) {
    for (const [minute, { busy, peak }] of await minutesOf(telemetry, question, region)) {
      const before = total.get(minute);
      total.set(minute, before ? { busy: plus(before.busy, busy), peak: plus(before.peak, peak) } : { busy, peak });
    }
  }
  return total;
}

async function minutesOf(
  telemetry: Store,
  { accountId, fromMinute, toMinute }: LoadQuestion,
  region: string,
): Promise<ReadonlyMap<number, MinuteLoad>> {
  const minutes = new Map<number, MinuteLoad>();
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
      for (const [name, load] of Object.entries(hourRecord.decode(value))) {
        const minute = first + Number(name);
        if (minute >= fromMinute && minute < toMinute) minutes.set(minute, load);
      }
    }
    after = page.next;
  } while (after);
  const open = await telemetry.get(keys.openLoad(accountId, region));
  for (const [second, busy] of Object.entries(open ? openLoadRecord.decode(open.value).seconds : {})) {
    const minute = Math.floor(Number(second) / 60);
    // Its work is with its minute already; only whether it is the busiest is not said yet.
    const load = minutes.get(minute);
    if (load) minutes.set(minute, { busy: load.busy, peak: higher(load.peak, busy) });
  }
  return minutes;
}
