/** PutRetentionPolicy. Older events are unseen from now on, and removed by the sweeper. */
import { type LogsContext, updateGroup } from '../groups.ts';
import { RETENTION_DAYS } from '../limits.ts';
import { InvalidParameterException, type PutRetentionPolicyRequest } from '../model.ts';

export async function putRetentionPolicy(
  ctx: LogsContext,
  input: PutRetentionPolicyRequest,
): Promise<Record<string, never>> {
  const days = input.retentionInDays;
  if (!RETENTION_DAYS.includes(days)) {
    throw new InvalidParameterException(
      `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${RETENTION_DAYS.join(', ')}]`,
    );
  }
  await updateGroup(ctx, input.logGroupName, (group) => ({ ...group, retentionInDays: days }));
  return {};
}
