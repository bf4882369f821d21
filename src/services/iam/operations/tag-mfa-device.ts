/** TagMFADevice. */
import { changeDevice } from '../mfa.ts';
import type { TagMFADeviceRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { withTags } from '../tags.ts';

export async function tagMfaDevice(ctx: IamContext, input: TagMFADeviceRequest): Promise<Record<string, never>> {
  await changeDevice(ctx, input.SerialNumber, (device) => ({ ...device, tags: withTags(device.tags, input.Tags) }));
  return {};
}
