/** DeleteServiceLinkedRole: done at once, since nothing here works under such a role; the task says so when it is asked. */
import { noSuchHolder } from '../errors.ts';
import { counted, decodeHolder } from '../holders.ts';
import {
  type DeleteServiceLinkedRoleRequest,
  type DeleteServiceLinkedRoleResponse,
  InvalidInputException,
} from '../model.ts';
import { change, type IamContext, together } from '../parts.ts';
import { isServiceLinked } from '../service-linked-roles.ts';
import { deletionTaskRecord, keys } from '../store.ts';

export async function deleteServiceLinkedRole(
  ctx: IamContext,
  { RoleName: name }: DeleteServiceLinkedRoleRequest,
): Promise<DeleteServiceLinkedRoleResponse> {
  const key = keys.entity(ctx.accountId, 'role', name);
  const id = ctx.ids.uuid();
  const taskId = await change(ctx, [key], ([entry]) => {
    const role = decodeHolder(entry, 'role', name);
    if (!role) throw noSuchHolder('role', name);
    if (!isServiceLinked(role)) throw new InvalidInputException(`${name} is no service-linked role.`);
    const task = `task${role.path}${name}/${id}`;
    const value = deletionTaskRecord.encode({ taskId: task });
    const written = { deletes: [key], sets: [{ key: keys.deletionTask(ctx.accountId, name), value }] };
    return { changes: together(written, counted(ctx, 'role', -1n)), result: task };
  });
  return { DeletionTaskId: taskId };
}
