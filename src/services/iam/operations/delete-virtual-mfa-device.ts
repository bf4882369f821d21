/** DeleteVirtualMFADevice: refused while it is somebody's. */
import { counted } from '../holders.ts';
import { decodeDevice, noSuchDevice } from '../mfa.ts';
import { DeleteConflictException, type DeleteVirtualMFADeviceRequest } from '../model.ts';
import { change, type IamContext, together } from '../parts.ts';
import { keys } from '../store.ts';

export async function deleteVirtualMfaDevice(
  ctx: IamContext,
  { SerialNumber: serial }: DeleteVirtualMFADeviceRequest,
): Promise<Record<string, never>> {
  const key = keys.mfa(ctx.accountId, serial);
  await change(ctx, [key, keys.mfaHolder(ctx.accountId, serial)], ([entry, holder]) => {
    if (!decodeDevice(entry, serial)) throw noSuchDevice(serial);
    // "MFA VirtualDevice in use. Must deactivate first." (public reports, 2026-11-24).
    if (holder) throw new DeleteConflictException('MFA VirtualDevice in use. Must deactivate first.');
    return { changes: together({ deletes: [key] }, counted(ctx, 'mfa', -1n)), result: undefined };
  });
  return {};
}
