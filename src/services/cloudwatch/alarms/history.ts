/** The history of alarms: what is written of each change, by place and by alarm. */
import type { Ids } from '../../../kit/ids.ts';
import type { Key } from '../../../storage/store.ts';
import { HISTORY_DATA_MAX } from '../limits.ts';
import { type Alarm, alarmKeys, type HistoryItem, historyRecord } from '../store.ts';

type Set = { readonly key: Key; readonly value: Uint8Array };

/** `Alarm updated from OK to ALARM`. The data of a state is JSON itself, and stands in it as such. */
export function stateHistory(before: Alarm, after: Alarm, atMs: number, ids: Ids): Set[] {
  const state = ({ body }: Alarm): object => ({
    stateValue: body.StateValue,
    stateReason: body.StateReason,
    ...(body.StateReasonData !== undefined && { stateReasonData: RAW }),
  });
  const json = (alarm: Alarm): string =>
    JSON.stringify(state(alarm)).replace(JSON.stringify(RAW), () => alarm.body.StateReasonData ?? '{}');
  const data = `{"version":"1.0","oldState":${json(before)},"newState":${json(after)}}`;
  const summary = `Alarm updated from ${before.body.StateValue} to ${after.body.StateValue}`;
  return itemSets(after, { type: 'StateUpdate', summary, data: bounded(data, { version: '1.0' }) }, atMs, ids);
}

/** Stands for JSON text that is put in whole: a key that no reason can have. */
const RAW = '\u0000raw';

const WORDS = { Create: 'created', Update: 'updated', Delete: 'deleted' } as const;

/** `Alarm "name" created`. */
export function configurationHistory(alarm: Alarm, type: keyof typeof WORDS, atMs: number, ids: Ids): Set[] {
  const { StateReasonData: _, ...shown } = alarm.body;
  const entries = Object.entries({ AlarmName: alarm.name, ...shown }).map(([name, value]) => [lowered(name), value]);
  const head = { version: '1.0', type };
  const data = JSON.stringify({ ...head, [`${WORDS[type]}Alarm`]: Object.fromEntries(entries) });
  const summary = `Alarm "${alarm.name}" ${WORDS[type]}`.slice(0, 255);
  return itemSets(alarm, { type: 'ConfigurationUpdate', summary, data: bounded(data, head) }, atMs, ids);
}

const lowered = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** Without its details where they are longer than a client may be given. */
function bounded(data: string, head: object): string {
  return data.length <= HISTORY_DATA_MAX ? data : JSON.stringify(head);
}

function itemSets(alarm: Alarm, item: Pick<HistoryItem, 'type' | 'summary' | 'data'>, atMs: number, ids: Ids): Set[] {
  const id = ids.timeOrdered();
  const value = historyRecord.encode({ name: alarm.name, atMs, ...item });
  return [
    { key: alarmKeys.historyItem(alarm, atMs, id), value },
    { key: alarmKeys.historyItemOf(alarm, alarm.name, atMs, id), value },
  ];
}
