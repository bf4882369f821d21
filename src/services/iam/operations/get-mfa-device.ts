/** GetMFADevice. */
import { noSuchDevice } from '../mfa.ts';
import type { GetMFADeviceRequest, GetMFADeviceResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { keys, mfaHolderRecord } from '../store.ts';

export async function getMfaDevice(ctx: IamContext, input: GetMFADeviceRequest): Promise<GetMFADeviceResponse> {
  const { SerialNumber: serial, UserName: userName } = input;
  const entry = await ctx.store.get(keys.mfaHolder(ctx.accountId, serial));
  const holder = entry && mfaHolderRecord.decode(entry.value);
  if (!holder || (userName !== undefined && userName !== holder.userName)) throw noSuchDevice(serial);
  return { UserName: holder.userName, SerialNumber: serial, EnableDate: holder.enabledAtMs };
}
