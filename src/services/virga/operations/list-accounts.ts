import type { ListAccountsRequest, ListAccountsResponse } from '../model.ts';
import type { VirgaContext } from '../parts.ts';

export async function listAccounts(ctx: VirgaContext, _input: ListAccountsRequest): Promise<ListAccountsResponse> {
  const accounts = await ctx.parts.accounts.list();
  return {
    Accounts: accounts.map(({ accountId, name, createdAtMs }) => ({
      AccountId: accountId,
      Name: name,
      CreatedAt: createdAtMs,
    })),
  };
}
