/** GetAccessKeyInfo: the account of an access key; a temporary key's id carries it. */
import { accountOfAccessKeyId } from '../../../kit/access-key-id.ts';
import { WireError } from '../../../wire/error.ts';
import type { GetAccessKeyInfoRequest, GetAccessKeyInfoResponse } from '../model.ts';
import type { StsContext } from '../parts.ts';

export async function getAccessKeyInfo(
  ctx: StsContext,
  { AccessKeyId }: GetAccessKeyInfoRequest,
): Promise<GetAccessKeyInfoResponse> {
  const account = (await ctx.parts.identities.accountOfKey(AccessKeyId)) ?? accountOfAccessKeyId(AccessKeyId);
  if (account === undefined)
    throw new WireError('ValidationError', 400, `${AccessKeyId} is not a valid access key id.`);
  return { Account: account };
}
