/** DisableAlarmActions: alarms that there are not are passed over. */
import { setActionsEnabled } from '../alarms/actions-enabled.ts';
import type { DisableAlarmActionsInput } from '../model.ts';
import type { CloudwatchContext } from '../service.ts';

export async function disableAlarmActions(
  ctx: CloudwatchContext,
  input: DisableAlarmActionsInput,
): Promise<Record<string, never>> {
  await setActionsEnabled(ctx, input.AlarmNames, false);
  return {};
}
