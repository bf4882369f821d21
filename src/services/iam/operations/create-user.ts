import { boundaryAndTags, listedUser } from '../describe.ts';
import { createHolder } from '../holders.ts';
import type { CreateUserRequest, CreateUserResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import type { User } from '../store.ts';
import { withTags } from '../tags.ts';
import { beginBoundary } from '../uses.ts';

export async function createUser(ctx: IamContext, input: CreateUserRequest): Promise<CreateUserResponse> {
  const { UserName: name, PermissionsBoundary: boundaryArn } = input;
  const user: User = {
    id: `AIDA${ctx.ids.base32(17)}`,
    name,
    path: input.Path ?? '/',
    createdAtMs: ctx.clock.nowMs(),
    attached: [],
    inline: [],
    tags: withTags({}, input.Tags ?? []),
    ...(boundaryArn !== undefined && { boundaryArn }),
    groups: [],
    accessKeys: [],
  };
  const boundary = beginBoundary(ctx, boundaryArn);
  await createHolder(ctx, 'user', user, boundary.keys, ([policy]) =>
    boundary.changes(policy, 'boundary', 'user', name),
  );
  return { User: { ...listedUser(ctx.accountId, user), ...boundaryAndTags(user) } };
}
