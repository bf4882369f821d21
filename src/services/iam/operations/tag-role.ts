import { changeHolder } from '../holders.ts';
import type { TagRoleRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { withTags } from '../tags.ts';

export async function tagRole(ctx: IamContext, input: TagRoleRequest): Promise<Record<string, never>> {
  await changeHolder(ctx, 'role', input.RoleName, (role) => ({
    holder: { ...role, tags: withTags(role.tags, input.Tags) },
  }));
  return {};
}
