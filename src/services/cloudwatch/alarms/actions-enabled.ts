/** EnableAlarmActions and DisableAlarmActions: the flag of each alarm that there is. */
import type { CloudwatchContext } from '../service.ts';
import { type Alarm, alarmKeys, alarmRecord } from '../store.ts';

export async function setActionsEnabled(
  ctx: CloudwatchContext,
  names: readonly string[],
  enabled: boolean,
): Promise<void> {
  const keys = [...new Set(names)].map((name) => alarmKeys.alarm(ctx, name));
  if (keys.length === 0) return;
  await ctx.transact(keys, (entries) => {
    const sets = entries
      .filter((entry) => entry !== undefined)
      .map(({ key, value }) => {
        const alarm: Alarm = alarmRecord.decode(value);
        return { key, value: alarmRecord.encode({ ...alarm, body: { ...alarm.body, ActionsEnabled: enabled } }) };
      });
    return sets.length === 0 ? { result: undefined } : { changes: { sets }, result: undefined };
  });
}
