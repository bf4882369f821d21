/** PutLogGroupDeletionProtection. */
import { groupNameFromIdentifier, type LogsContext, updateGroup } from '../groups.ts';
import type { PutLogGroupDeletionProtectionRequest } from '../model.ts';

export async function putLogGroupDeletionProtection(
  ctx: LogsContext,
  input: PutLogGroupDeletionProtectionRequest,
): Promise<Record<string, never>> {
  const name = groupNameFromIdentifier(ctx, input.logGroupIdentifier);
  await updateGroup(ctx, name, (group) => ({ ...group, deletionProtected: input.deletionProtectionEnabled }));
  return {};
}
