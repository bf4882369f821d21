/** ListInstanceProfilesForRole: deployment tools ask before they delete a role. */
import { requireHolder } from '../holders.ts';
import { findProfile, shownInstanceProfile } from '../instance-profiles.ts';
import type { ListInstanceProfilesForRoleRequest, ListInstanceProfilesForRoleResponse } from '../model.ts';
import { pageOfList } from '../pages.ts';
import type { IamContext } from '../parts.ts';

export async function listInstanceProfilesForRole(
  ctx: IamContext,
  input: ListInstanceProfilesForRoleRequest,
): Promise<ListInstanceProfilesForRoleResponse> {
  const { instanceProfiles = [] } = await requireHolder(ctx, 'role', input.RoleName);
  const { items, ...rest } = pageOfList(instanceProfiles.toSorted(), (name) => name, input);
  const found = await Promise.all(items.map((name) => findProfile(ctx.store, ctx.accountId, name)));
  const shown = found
    .filter((profile) => profile !== undefined)
    .map((profile) => shownInstanceProfile(ctx, profile, 'without tags'));
  return { InstanceProfiles: await Promise.all(shown), ...rest };
}
