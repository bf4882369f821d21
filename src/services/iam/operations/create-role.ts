import { boundaryAndTags, madeRole } from '../describe.ts';
import { createHolder } from '../holders.ts';
import { SESSION_SECONDS_DEFAULT } from '../limits.ts';
import type { CreateRoleRequest, CreateRoleResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { checkPath, checkTrust } from '../roles.ts';
import type { Role } from '../store.ts';
import { withTags } from '../tags.ts';
import { beginBoundary } from '../uses.ts';

export async function createRole(ctx: IamContext, input: CreateRoleRequest): Promise<CreateRoleResponse> {
  const { RoleName: name, PermissionsBoundary: boundaryArn, Description: description } = input;
  const path = input.Path ?? '/';
  checkPath(path);
  checkTrust(input.AssumeRolePolicyDocument);
  const role: Role = {
    id: `AROA${ctx.ids.base32(17)}`,
    name,
    path,
    createdAtMs: ctx.clock.nowMs(),
    attached: [],
    inline: [],
    tags: withTags({}, input.Tags ?? []),
    ...(boundaryArn !== undefined && { boundaryArn }),
    ...(description !== undefined && { description }),
    maxSessionSeconds: input.MaxSessionDuration ?? SESSION_SECONDS_DEFAULT,
    trust: input.AssumeRolePolicyDocument,
  };
  const boundary = beginBoundary(ctx, boundaryArn);
  await createHolder(ctx, 'role', role, boundary.keys, ([policy]) =>
    boundary.changes(policy, 'boundary', 'role', name),
  );
  return { Role: { ...madeRole(ctx.accountId, role), ...boundaryAndTags(role) } };
}
