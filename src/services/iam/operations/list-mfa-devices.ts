/** ListMFADevices: a user's own. */
import { holderMeant } from '../access-keys.ts';
import { requireHolder } from '../holders.ts';
import type { ListMFADevicesRequest, ListMFADevicesResponse } from '../model.ts';
import { pageOfList } from '../pages.ts';
import type { IamContext } from '../parts.ts';

export async function listMfaDevices(ctx: IamContext, input: ListMFADevicesRequest): Promise<ListMFADevicesResponse> {
  const holder = holderMeant(ctx, input.UserName);
  // The root user has none here.
  if (holder === 'root') return { MFADevices: [], IsTruncated: false };
  const user = await requireHolder(ctx, 'user', holder.userName);
  const { items, ...rest } = pageOfList(user.mfaDevices ?? [], ({ serial }) => serial, input);
  const devices = items.map(({ serial, enabledAtMs }) => ({
    UserName: user.name,
    SerialNumber: serial,
    EnableDate: enabledAtMs,
  }));
  return { MFADevices: devices, ...rest };
}
