/** EnableAlarmActions: alarms that there are not are passed over. */
import { setActionsEnabled } from '../alarms/actions-enabled.ts';
import type { EnableAlarmActionsInput } from '../model.ts';
import type { CloudwatchContext } from '../service.ts';

export async function enableAlarmActions(
  ctx: CloudwatchContext,
  input: EnableAlarmActionsInput,
): Promise<Record<string, never>> {
  await setActionsEnabled(ctx, input.AlarmNames, true);
  return {};
}
