import { changeHolder } from '../holders.ts';
import type { UntagUserRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { withoutTags } from '../tags.ts';

export async function untagUser(ctx: IamContext, input: UntagUserRequest): Promise<Record<string, never>> {
  await changeHolder(ctx, 'user', input.UserName, (user) => ({
    holder: { ...user, tags: withoutTags(user.tags, input.TagKeys) },
  }));
  return {};
}
