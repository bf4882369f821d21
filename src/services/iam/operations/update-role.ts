import { changeHolder } from '../holders.ts';
import type { UpdateRoleRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';

/** What is left out stays as it is (recorded from AWS, 2026-02-11). */
export async function updateRole(ctx: IamContext, input: UpdateRoleRequest): Promise<Record<string, never>> {
  const { Description: description, MaxSessionDuration: maxSessionSeconds } = input;
  await changeHolder(ctx, 'role', input.RoleName, (role) => ({
    holder: {
      ...role,
      ...(description !== undefined && { description }),
      ...(maxSessionSeconds !== undefined && { maxSessionSeconds }),
    },
  }));
  return {};
}
