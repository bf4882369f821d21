/** DeleteLogGroup. What the group held is unseen from now on, and removed by the sweeper. */
import { deletionChanges, groupNotFound, type LogsContext } from '../groups.ts';
import { type DeleteLogGroupRequest, ValidationException } from '../model.ts';
import { groupRecord, stateKeys } from '../store.ts';

export async function deleteLogGroup(ctx: LogsContext, input: DeleteLogGroupRequest): Promise<Record<string, never>> {
  await ctx.transact([stateKeys.group(ctx, input.logGroupName)], ([entry]) => {
    if (!entry) throw groupNotFound();
    const group = groupRecord.decode(entry.value);
    if (group.deletionProtected) {
      throw new ValidationException('The log group cannot be deleted because deletion protection is enabled.');
    }
    return { changes: deletionChanges(group), result: undefined };
  });
  return {};
}
