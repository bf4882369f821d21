import { holderMeant } from '../access-keys.ts';
import { shownUser } from '../describe.ts';
import { noSuchHolder } from '../errors.ts';
import { requireHolder } from '../holders.ts';
import type { GetUserRequest, GetUserResponse, User } from '../model.ts';
import { rootArn } from '../names.ts';
import type { IamContext } from '../parts.ts';
import { accountRecord, keys } from '../store.ts';

/** Without a name: the caller. */
export async function getUser(ctx: IamContext, input: GetUserRequest): Promise<GetUserResponse> {
  const holder = holderMeant(ctx, input.UserName);
  if (holder === 'root') return { User: await rootUser(ctx) };
  return { User: shownUser(ctx.accountId, await requireHolder(ctx, 'user', holder.userName)) };
}

async function rootUser(ctx: IamContext): Promise<User> {
  const { accountId } = ctx;
  const entry = await ctx.store.get(keys.account(accountId));
  if (!entry) throw noSuchHolder('user', 'root');
  const { createdAtMs } = accountRecord.decode(entry.value);
  return { Path: '/', UserName: 'root', UserId: accountId, Arn: rootArn(accountId), CreateDate: createdAtMs };
}
