/** ResyncMFADevice: two codes in a row say how far the device's clock is off. */
import { changeHolder } from '../holders.ts';
import { decodeDevice, noSuchDevice, synchronized } from '../mfa.ts';
import type { ResyncMFADeviceRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { keys, mfaRecord } from '../store.ts';

export async function resyncMfaDevice(ctx: IamContext, input: ResyncMFADeviceRequest): Promise<Record<string, never>> {
  const { SerialNumber: serial } = input;
  const key = keys.mfa(ctx.accountId, serial);
  await changeHolder(
    ctx,
    'user',
    input.UserName,
    (user, [entry]) => {
      const device = decodeDevice(entry, serial);
      const isOwn = user.mfaDevices?.some((own) => own.serial === serial) ?? false;
      if (!device || !isOwn) throw noSuchDevice(serial);
      const codes = [input.AuthenticationCode1, input.AuthenticationCode2] as const;
      const value = mfaRecord.encode(synchronized(ctx.parts.sealer, device, codes, ctx.clock.nowMs()));
      return { holder: user, changes: { sets: [{ key, value }] } };
    },
    [key],
  );
  return {};
}
