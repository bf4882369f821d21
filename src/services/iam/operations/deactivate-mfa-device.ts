/** DeactivateMFADevice: the device is nobody's again. */
import { changeHolder, counted } from '../holders.ts';
import { noSuchDevice } from '../mfa.ts';
import type { DeactivateMFADeviceRequest } from '../model.ts';
import { type IamContext, together } from '../parts.ts';
import { keys } from '../store.ts';
import { userMeant } from './create-login-profile.ts';

export async function deactivateMfaDevice(
  ctx: IamContext,
  input: DeactivateMFADeviceRequest,
): Promise<Record<string, never>> {
  const { SerialNumber: serial } = input;
  await changeHolder(ctx, 'user', userMeant(ctx, input.UserName), (user) => {
    const mfaDevices = (user.mfaDevices ?? []).filter((device) => device.serial !== serial);
    if (mfaDevices.length === (user.mfaDevices ?? []).length) throw noSuchDevice(serial);
    const freed = { deletes: [keys.mfaHolder(ctx.accountId, serial)] };
    return { holder: { ...user, mfaDevices }, changes: together(freed, counted(ctx, 'mfa-in-use', -1n)) };
  });
  return {};
}
