import { shownGroup } from '../describe.ts';
import { pageOfHolders } from '../holder-pages.ts';
import type { ListGroupsRequest, ListGroupsResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';

export async function listGroups(ctx: IamContext, input: ListGroupsRequest): Promise<ListGroupsResponse> {
  const { items, ...rest } = await pageOfHolders(ctx, 'group', input);
  return { Groups: items.map((group) => shownGroup(ctx.accountId, group)), ...rest };
}
