/** PutMetricAlarm: a new alarm has insufficient data; one that is changed keeps its state, and its tags. */
import { configurationOf } from '../alarms/configuration.ts';
import { configurationHistory } from '../alarms/history.ts';
import type { PutMetricAlarmInput } from '../model.ts';
import type { CloudwatchContext } from '../service.ts';
import { type Alarm, alarmKeys, alarmRecord, PRESENT } from '../store.ts';
import { withTags } from '../tags.ts';

export async function putMetricAlarm(
  ctx: CloudwatchContext,
  input: PutMetricAlarmInput,
): Promise<Record<string, never>> {
  const nowMs = ctx.clock.nowMs();
  const configuration = configurationOf(input, ctx.accountId, nowMs);
  const tags = withTags({}, input.Tags ?? []);
  const { AlarmName: name } = input;
  const key = alarmKeys.alarm(ctx, name);
  await ctx.transact([key], ([entry]) => {
    const present = entry && alarmRecord.decode(entry.value);
    const alarm: Alarm = {
      accountId: ctx.accountId,
      region: ctx.region,
      name,
      revision: (present?.revision ?? 0) + 1,
      tags: present?.tags ?? tags,
      body: { ...configuration, ...(present ? stateOf(present) : firstState(nowMs)) },
    };
    const sets = [
      { key, value: alarmRecord.encode(alarm) },
      { key: alarmKeys.evaluatedAlarm(ctx, name), value: PRESENT },
      { key: alarmKeys.historyPlace(ctx), value: PRESENT },
      ...configurationHistory(alarm, present ? 'Update' : 'Create', nowMs, ctx.ids),
    ];
    return { changes: { sets }, result: undefined };
  });
  return {};
}

type State = Pick<
  Alarm['body'],
  'StateValue' | 'StateReason' | 'StateReasonData' | 'StateUpdatedTimestamp' | 'StateTransitionedTimestamp'
>;

function stateOf({ body }: Alarm): State {
  const { StateValue, StateReason, StateReasonData, StateUpdatedTimestamp, StateTransitionedTimestamp } = body;
  const data = StateReasonData === undefined ? {} : { StateReasonData };
  return { StateValue, StateReason, ...data, StateUpdatedTimestamp, StateTransitionedTimestamp };
}

function firstState(nowMs: number): State {
  return {
    StateValue: 'INSUFFICIENT_DATA',
    StateReason: 'Unchecked: Initial alarm creation',
    StateUpdatedTimestamp: nowMs,
    StateTransitionedTimestamp: nowMs,
  };
}
