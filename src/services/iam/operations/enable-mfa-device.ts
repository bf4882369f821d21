/** EnableMFADevice: gives a device to a user, who shows by two codes in a row that its seed is in an authenticator. */
import { overQuota } from '../errors.ts';
import { changeHolder, counted } from '../holders.ts';
import { MFA_PER_USER } from '../limits.ts';
import { decodeDevice, noSuchDevice, synchronized } from '../mfa.ts';
import { type EnableMFADeviceRequest, EntityAlreadyExistsException } from '../model.ts';
import { type IamContext, together } from '../parts.ts';
import { keys, mfaHolderRecord, mfaRecord } from '../store.ts';

export async function enableMfaDevice(ctx: IamContext, input: EnableMFADeviceRequest): Promise<Record<string, never>> {
  const { UserName: userName, SerialNumber: serial } = input;
  const { accountId } = ctx;
  const [key, holderKey] = [keys.mfa(accountId, serial), keys.mfaHolder(accountId, serial)];
  await changeHolder(
    ctx,
    'user',
    userName,
    (user, [entry, holder]) => {
      const device = decodeDevice(entry, serial);
      if (!device) throw noSuchDevice(serial);
      if (holder) throw new EntityAlreadyExistsException('MFA Device is already in use.');
      const { mfaDevices = [] } = user;
      if (mfaDevices.length >= MFA_PER_USER) throw overQuota('MFADevicesPerUser', MFA_PER_USER);
      const enabledAtMs = ctx.clock.nowMs();
      const codes = [input.AuthenticationCode1, input.AuthenticationCode2] as const;
      const enabled = synchronized(ctx.parts.sealer, device, codes, enabledAtMs);
      const written = [
        { key, value: mfaRecord.encode(enabled) },
        { key: holderKey, value: mfaHolderRecord.encode({ userName, enabledAtMs }) },
      ];
      return {
        holder: { ...user, mfaDevices: [...mfaDevices, { serial, enabledAtMs }] },
        changes: together({ sets: written }, counted(ctx, 'mfa-in-use', 1n)),
      };
    },
    [key, holderKey],
  );
  return {};
}
