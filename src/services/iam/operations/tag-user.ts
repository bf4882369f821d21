import { changeHolder } from '../holders.ts';
import type { TagUserRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { withTags } from '../tags.ts';

export async function tagUser(ctx: IamContext, input: TagUserRequest): Promise<Record<string, never>> {
  await changeHolder(ctx, 'user', input.UserName, (user) => ({
    holder: { ...user, tags: withTags(user.tags, input.Tags) },
  }));
  return {};
}
