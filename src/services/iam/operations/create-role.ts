import { boundaryAndTags, madeRole } from '../describe.ts';
import { createHolder } from '../holders.ts';
import { SESSION_SECONDS_DEFAULT } from '../limits.ts';
import { type CreateRoleRequest, type CreateRoleResponse, InvalidInputException } from '../model.ts';
import type { IamContext } from '../parts.ts';
import type { Role } from '../store.ts';
import { withTags } from '../tags.ts';
import { newTrust } from '../trust.ts';
import { beginBoundary } from '../uses.ts';

export async function createRole(ctx: IamContext, input: CreateRoleRequest): Promise<CreateRoleResponse> {
  const { RoleName: name, PermissionsBoundary: boundaryArn, Description: description } = input;
  const path = input.Path ?? '/';
  checkPath(path);
  const trust = await newTrust(ctx.store, input.AssumeRolePolicyDocument);
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
    ...trust,
  };
  const boundary = beginBoundary(ctx, boundaryArn);
  await createHolder(ctx, 'role', role, boundary.keys, ([policy]) =>
    boundary.changes(policy, 'boundary', 'role', name),
  );
  return { Role: { ...madeRole(ctx.accountId, role), ...boundaryAndTags(role) } };
}

/** Only AWS makes roles below its own path. */
function checkPath(path: string): void {
  if (!path.startsWith('/aws-service-role/')) return;
  throw new InvalidInputException(`The path ${path} is reserved for service-linked roles.`);
}
