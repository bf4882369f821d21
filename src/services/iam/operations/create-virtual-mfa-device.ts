/** CreateVirtualMFADevice: its seed is answered once, for the authenticator, and never again. */
import { base32 } from '../../../kit/totp.ts';
import { overQuota, validationError } from '../errors.ts';
import { counted, countOf } from '../holders.ts';
import { MFA_DEVICES_MAX, MFA_SEED_BYTES, MFA_SERIAL_MAX } from '../limits.ts';
import { mfaSerial, sealContext } from '../mfa.ts';
import {
  type CreateVirtualMFADeviceRequest,
  type CreateVirtualMFADeviceResponse,
  EntityAlreadyExistsException,
} from '../model.ts';
import { change, type IamContext, together } from '../parts.ts';
import { keys, type MfaDevice, mfaRecord } from '../store.ts';
import { tagList, withTags } from '../tags.ts';

export async function createVirtualMfaDevice(
  ctx: IamContext,
  input: CreateVirtualMFADeviceRequest,
): Promise<CreateVirtualMFADeviceResponse> {
  if ((await countOf(ctx, 'mfa')) >= MFA_DEVICES_MAX) throw overQuota('VirtualMFADevicesPerAccount', MFA_DEVICES_MAX);
  const { VirtualMFADeviceName: name, Path: path = '/' } = input;
  const serial = mfaSerial(ctx.accountId, { path, name });
  // The model has no length for the name, only for the serial number that is made of it.
  if (serial.length > MFA_SERIAL_MAX) {
    const max = MFA_SERIAL_MAX - mfaSerial(ctx.accountId, { path, name: '' }).length;
    const words = `Member must have length less than or equal to ${Math.max(max, 0)}`;
    throw validationError(
      `1 validation error detected: Value at 'virtualMFADeviceName' failed to satisfy constraint: ${words}`,
    );
  }
  const seed = ctx.ids.bytes(MFA_SEED_BYTES);
  const device: MfaDevice = {
    name,
    path,
    serial,
    sealedSeed: Buffer.from(ctx.parts.sealer.seal(seed, sealContext(serial))).toString('base64'),
    createdAtMs: ctx.clock.nowMs(),
    tags: withTags({}, input.Tags ?? []),
    driftSteps: 0,
    lastStep: -1,
  };
  const key = keys.mfa(ctx.accountId, serial);
  await change(ctx, [key], ([present]) => {
    // "MFADevice entity at the same path and name already exists." (public reports, 2026-11-24).
    if (present) throw new EntityAlreadyExistsException('MFADevice entity at the same path and name already exists.');
    return {
      changes: together({ sets: [{ key, value: mfaRecord.encode(device) }] }, counted(ctx, 'mfa', 1n)),
      result: undefined,
    };
  });
  const tags = tagList(device.tags);
  return {
    VirtualMFADevice: {
      SerialNumber: serial,
      Base32StringSeed: Buffer.from(base32(seed)),
      ...(tags.length > 0 && { Tags: tags }),
    },
  };
}
