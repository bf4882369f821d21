/** Alarms as records: found, shown, changed. */
import type { Store } from '../../../storage/store.ts';
import { DESCRIBE_MAX } from '../limits.ts';
import type { MetricAlarm } from '../model.ts';
import type { CloudwatchContext } from '../service.ts';
import { type Alarm, alarmKeys, alarmRecord, type Place, type StateValue } from '../store.ts';
import { stateHistory } from './history.ts';

export function alarmArn({ accountId, region }: Place, name: string): string {
  return `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`;
}

/** Undefined where the ARN is not of an alarm of this place. */
export function alarmNameOf(place: Place, arn: string): string | undefined {
  const start = alarmArn(place, '');
  return arn.startsWith(start) && arn.length > start.length ? arn.slice(start.length) : undefined;
}

export async function findAlarm(store: Pick<Store, 'get'>, place: Place, name: string): Promise<Alarm | undefined> {
  const entry = await store.get(alarmKeys.alarm(place, name));
  return entry && alarmRecord.decode(entry.value);
}

/** Those that there are, by name. */
export async function findAlarms(ctx: CloudwatchContext, names: readonly string[]): Promise<Alarm[]> {
  const sorted = [...new Set(names)].toSorted().slice(0, DESCRIBE_MAX);
  const entries = await ctx.store.getMany(sorted.map((name) => alarmKeys.alarm(ctx, name)));
  return entries.filter((entry) => entry !== undefined).map(({ value }) => alarmRecord.decode(value));
}

export function describeAlarm(alarm: Alarm): MetricAlarm {
  return { AlarmName: alarm.name, AlarmArn: alarmArn(alarm, alarm.name), ...alarm.body };
}

export interface NewState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON text. */
  readonly data: string | undefined;
}

export function withState({ body, ...alarm }: Alarm, state: NewState, atMs: number): Alarm {
  const { StateReasonData: _, ...kept } = body;
  return {
    ...alarm,
    body: {
      ...kept,
      StateValue: state.value,
      StateReason: state.reason,
      ...(state.data !== undefined && { StateReasonData: state.data }),
      StateUpdatedTimestamp: atMs,
      ...(state.value !== body.StateValue && { StateTransitionedTimestamp: atMs }),
    },
  };
}

/** What a change of state writes. */
export function stateSets(
  before: Alarm,
  after: Alarm,
  atMs: number,
  ids: Parameters<typeof stateHistory>[3],
): ReturnType<typeof stateHistory> {
  return [
    { key: alarmKeys.alarm(after, after.name), value: alarmRecord.encode(after) },
    ...stateHistory(before, after, atMs, ids),
  ];
}
