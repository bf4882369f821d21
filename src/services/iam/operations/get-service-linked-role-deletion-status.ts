/** GetServiceLinkedRoleDeletionStatus: the last deletion of each role is known. */
import {
  type GetServiceLinkedRoleDeletionStatusRequest,
  type GetServiceLinkedRoleDeletionStatusResponse,
  NoSuchEntityException,
} from '../model.ts';
import type { IamContext } from '../parts.ts';
import { deletionTaskRecord, keys } from '../store.ts';

export async function getServiceLinkedRoleDeletionStatus(
  ctx: IamContext,
  { DeletionTaskId: taskId }: GetServiceLinkedRoleDeletionStatusRequest,
): Promise<GetServiceLinkedRoleDeletionStatusResponse> {
  const roleName = taskId.split('/').at(-2) ?? '';
  const entry = await ctx.store.get(keys.deletionTask(ctx.accountId, roleName));
  if (entry && deletionTaskRecord.decode(entry.value).taskId === taskId) return { Status: 'SUCCEEDED' };
  throw new NoSuchEntityException(`Deletion task ${taskId} cannot be found.`);
}
