/** ListMFADeviceTags. */
import { decodeDevice, noSuchDevice } from '../mfa.ts';
import type { ListMFADeviceTagsRequest, ListMFADeviceTagsResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { keys } from '../store.ts';
import { pageOfTags } from '../tags.ts';

export async function listMfaDeviceTags(
  ctx: IamContext,
  input: ListMFADeviceTagsRequest,
): Promise<ListMFADeviceTagsResponse> {
  const { SerialNumber: serial } = input;
  const device = decodeDevice(await ctx.store.get(keys.mfa(ctx.accountId, serial)), serial);
  if (!device) throw noSuchDevice(serial);
  return pageOfTags(device.tags, input);
}
