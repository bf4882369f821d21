import { requireHolder } from '../holders.ts';
import type { ListUserTagsRequest, ListUserTagsResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { pageOfTags } from '../tags.ts';

export async function listUserTags(ctx: IamContext, input: ListUserTagsRequest): Promise<ListUserTagsResponse> {
  const user = await requireHolder(ctx, 'user', input.UserName);
  return pageOfTags(user.tags, input);
}
