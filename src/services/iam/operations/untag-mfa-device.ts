/** UntagMFADevice. */
import { changeDevice } from '../mfa.ts';
import type { UntagMFADeviceRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { withoutTags } from '../tags.ts';

export async function untagMfaDevice(ctx: IamContext, input: UntagMFADeviceRequest): Promise<Record<string, never>> {
  await changeDevice(ctx, input.SerialNumber, (device) => ({
    ...device,
    tags: withoutTags(device.tags, input.TagKeys),
  }));
  return {};
}
