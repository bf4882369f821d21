/** DeleteAlarms: those that there are; names without an alarm are passed over. */
import { configurationHistory } from '../alarms/history.ts';
import type { DeleteAlarmsInput } from '../model.ts';
import type { CloudwatchContext } from '../service.ts';
import { alarmKeys, alarmRecord } from '../store.ts';

export async function deleteAlarms(ctx: CloudwatchContext, input: DeleteAlarmsInput): Promise<Record<string, never>> {
  const names = [...new Set(input.AlarmNames)];
  if (names.length === 0) return {};
  await ctx.transact(
    names.map((name) => alarmKeys.alarm(ctx, name)),
    (entries) => {
      const alarms = entries.filter((entry) => entry !== undefined).map(({ value }) => alarmRecord.decode(value));
      if (alarms.length === 0) return { result: undefined };
      const deletes = alarms.flatMap(({ name }) => [alarmKeys.alarm(ctx, name), alarmKeys.evaluatedAlarm(ctx, name)]);
      const sets = alarms.flatMap((alarm) => configurationHistory(alarm, 'Delete', ctx.clock.nowMs(), ctx.ids));
      return { changes: { sets, deletes }, result: undefined };
    },
  );
  return {};
}
