import { usersOf } from '../attachments.ts';
import { noSuchPolicy } from '../errors.ts';
import type { ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { policyExists, policyKey } from '../policies.ts';

export async function listEntitiesForPolicy(
  ctx: IamContext,
  input: ListEntitiesForPolicyRequest,
): Promise<ListEntitiesForPolicyResponse> {
  policyKey(ctx.accountId, input.PolicyArn);
  if (!(await policyExists(ctx.store, ctx.accountId, input.PolicyArn))) throw noSuchPolicy(input.PolicyArn);
  const { items, ...rest } = await usersOf(ctx, input);
  const of = (kind: string) => items.filter((item) => item.kind === kind);
  return {
    PolicyGroups: of('group').map(({ name, id }) => ({ GroupName: name, GroupId: id })),
    PolicyUsers: of('user').map(({ name, id }) => ({ UserName: name, UserId: id })),
    PolicyRoles: of('role').map(({ name, id }) => ({ RoleName: name, RoleId: id })),
    ...rest,
  };
}
