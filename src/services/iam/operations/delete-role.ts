import { deleteHolder } from '../delete-holder.ts';
import { stillHolds } from '../errors.ts';
import type { DeleteRoleRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { checkNotServiceLinked } from '../service-linked-roles.ts';
import { endBoundary } from '../uses.ts';

export async function deleteRole(ctx: IamContext, input: DeleteRoleRequest): Promise<Record<string, never>> {
  await deleteHolder(ctx, 'role', input.RoleName, (role) => {
    checkNotServiceLinked(role);
    if (role.instanceProfiles?.length) throw stillHolds('remove roles from instance profile');
    return endBoundary(ctx, 'role', role);
  });
  return {};
}
