import { changeHolder } from '../holders.ts';
import type { UntagRoleRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { withoutTags } from '../tags.ts';

export async function untagRole(ctx: IamContext, input: UntagRoleRequest): Promise<Record<string, never>> {
  await changeHolder(ctx, 'role', input.RoleName, (role) => ({
    holder: { ...role, tags: withoutTags(role.tags, input.TagKeys) },
  }));
  return {};
}
