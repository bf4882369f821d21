/** CreateServiceLinkedRole: a role that only its service may assume, below a path that is AWS's. */
import { listedRole } from '../describe.ts';
import { createHolder, findHolder } from '../holders.ts';
import { SESSION_SECONDS_DEFAULT } from '../limits.ts';
import {
  type CreateServiceLinkedRoleRequest,
  type CreateServiceLinkedRoleResponse,
  EntityAlreadyExistsException,
  InvalidInputException,
} from '../model.ts';
import type { IamContext } from '../parts.ts';
import { SERVICE_ROLES_PATH, serviceRoleName } from '../service-linked-roles.ts';
import type { Role } from '../store.ts';

export async function createServiceLinkedRole(
  ctx: IamContext,
  input: CreateServiceLinkedRoleRequest,
): Promise<CreateServiceLinkedRoleResponse> {
  const { AWSServiceName: service, Description: description } = input;
  const { accountId } = ctx;
  const name = serviceRoleName(service, input.CustomSuffix);
  if (await findHolder(ctx.store, accountId, 'role', name)) throw taken(name);
  const role: Role = {
    id: `AROA${ctx.ids.base32(17)}`,
    name,
    path: `${SERVICE_ROLES_PATH}${service}/`,
    createdAtMs: ctx.clock.nowMs(),
    attached: [],
    inline: [],
    tags: {},
    ...(description !== undefined && { description }),
    maxSessionSeconds: SESSION_SECONDS_DEFAULT,
    trust: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    }),
    trusted: [],
  };
  try {
    await createHolder(ctx, 'role', role);
  } catch (error) {
    throw error instanceof EntityAlreadyExistsException ? taken(name) : error;
  }
  return { Role: listedRole(accountId, role) };
}

/** Verbatim from AWS (InvalidInput, public reports up to 2026, read on 2026-11-24). */
const taken = (name: string): Error =>
  new InvalidInputException(`Service role name ${name} has been taken in this account, please try a different suffix.`);
