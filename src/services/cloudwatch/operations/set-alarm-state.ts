/** SetAlarmState: until the next evaluation says otherwise. */
import { stateSets, withState } from '../alarms/alarms.ts';
import { InvalidFormatFault, ResourceNotFound, type SetAlarmStateInput } from '../model.ts';
import type { CloudwatchContext } from '../service.ts';
import { alarmKeys, alarmRecord } from '../store.ts';

export async function setAlarmState(ctx: CloudwatchContext, input: SetAlarmStateInput): Promise<Record<string, never>> {
  const data = input.StateReasonData;
  if (data !== undefined && !isJson(data)) throw new InvalidFormatFault('Unknown');
  await ctx.transact([alarmKeys.alarm(ctx, input.AlarmName)], ([entry]) => {
    // AWS gives no message (recorded 2023-11).
    if (!entry) throw new ResourceNotFound('');
    const alarm = alarmRecord.decode(entry.value);
    const nowMs = ctx.clock.nowMs();
    const changed = withState(alarm, { value: input.StateValue, reason: input.StateReason, data }, nowMs);
    const isChange = input.StateValue !== alarm.body.StateValue;
    const sets = stateSets(alarm, changed, nowMs, ctx.ids);
    return { changes: { sets: isChange ? sets : sets.slice(0, 1) }, result: undefined };
  });
  return {};
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
