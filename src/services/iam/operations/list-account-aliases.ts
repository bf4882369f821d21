/** ListAccountAliases: none or one. */
import type { ListAccountAliasesRequest, ListAccountAliasesResponse } from '../model.ts';
import { pageOfList } from '../pages.ts';
import type { IamContext } from '../parts.ts';
import { settingsOf } from '../settings.ts';

export async function listAccountAliases(
  ctx: IamContext,
  input: ListAccountAliasesRequest,
): Promise<ListAccountAliasesResponse> {
  const { alias } = await settingsOf(ctx.store, ctx.accountId);
  const { items, ...rest } = pageOfList(alias === undefined ? [] : [alias], (name) => name, input);
  return { AccountAliases: items, ...rest };
}
