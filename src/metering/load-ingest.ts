/** The load's part of a commit of usage: the minutes that it changes, by region. */
import type { InvocationUsage } from '../runtime/function-version.ts';
import type { Key, Store } from '../storage/store.ts';
import { addLoad, changedMinute, type MinuteChange, NO_LOAD } from './load.ts';
import { hourRecord, keys, openLoadRecord } from './store.ts';

interface Change {
  readonly key: Key;
  readonly value: Uint8Array;
}

export async function loadOf(telemetry: Store, usages: readonly InvocationUsage[]): Promise<readonly Change[]> {
  const regions = Map.groupBy(usages, ({ accountId, region }) => `${accountId} ${region}`);
  const changes: Change[] = [];
  for (const [name, some] of regions) {
    const [accountId = '', region = ''] = name.split(' ');
    const key = keys.openLoad(accountId, region);
    const entry = await telemetry.get(key);
    const { open, minutes } = addLoad(entry ? openLoadRecord.decode(entry.value) : NO_LOAD, some);
    changes.push({ key, value: openLoadRecord.encode(open) });
    for (const [hour, changed] of Map.groupBy(minutes, ([minute]) => Math.floor(minute / 60))) {
      changes.push(await changedHour(telemetry, keys.hour(accountId, region, hour), changed));
    }
  }
  return changes;
}

async function changedHour(
  telemetry: Store,
  key: Key,
  changed: readonly (readonly [number, MinuteChange])[],
): Promise<Change> {
  const entry = await telemetry.get(key);
  const before = entry ? hourRecord.decode(entry.value) : {};
  const after = changed.map(([minute, change]) => {
    const name = String(minute % 60);
    return [name, changedMinute(before[name], change)] as const;
  });
  return { key, value: hourRecord.encode({ ...before, ...Object.fromEntries(after) }) };
}
