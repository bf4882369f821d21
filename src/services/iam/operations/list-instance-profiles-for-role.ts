import { requireHolder } from '../holders.ts';
import type { ListInstanceProfilesForRoleRequest, ListInstanceProfilesForRoleResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';

/** There are no instances here, and so no profiles: deployment tools ask before they delete a role. */
export async function listInstanceProfilesForRole(
  ctx: IamContext,
  input: ListInstanceProfilesForRoleRequest,
): Promise<ListInstanceProfilesForRoleResponse> {
  await requireHolder(ctx, 'role', input.RoleName);
  return { InstanceProfiles: [], IsTruncated: false };
}
