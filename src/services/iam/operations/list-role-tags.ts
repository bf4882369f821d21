import { requireHolder } from '../holders.ts';
import type { ListRoleTagsRequest, ListRoleTagsResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { pageOfTags } from '../tags.ts';

export async function listRoleTags(ctx: IamContext, input: ListRoleTagsRequest): Promise<ListRoleTagsResponse> {
  const role = await requireHolder(ctx, 'role', input.RoleName);
  return pageOfTags(role.tags, input);
}
