import { findPointer } from '../access-keys.ts';
import { noSuchAccessKey } from '../errors.ts';
import type { GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';

export async function getAccessKeyLastUsed(
  ctx: IamContext,
  input: GetAccessKeyLastUsedRequest,
): Promise<GetAccessKeyLastUsedResponse> {
  const pointer = await findPointer(ctx.store, input.AccessKeyId);
  if (pointer?.accountId !== ctx.accountId) throw noSuchAccessKey(input.AccessKeyId);
  const use = await ctx.parts.keyUses.lastUse(input.AccessKeyId);
  return {
    UserName: pointer.userName ?? 'root',
    AccessKeyLastUsed: use
      ? { LastUsedDate: use.atMs, ServiceName: use.service, Region: use.region }
      : { ServiceName: 'N/A', Region: 'N/A' },
  };
}
