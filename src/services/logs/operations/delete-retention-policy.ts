/** DeleteRetentionPolicy: events never expire again. */
import { type LogsContext, updateGroup } from '../groups.ts';
import type { DeleteRetentionPolicyRequest } from '../model.ts';

export async function deleteRetentionPolicy(
  ctx: LogsContext,
  input: DeleteRetentionPolicyRequest,
): Promise<Record<string, never>> {
  await updateGroup(ctx, input.logGroupName, ({ retentionInDays: _days, ...group }) => group);
  return {};
}
