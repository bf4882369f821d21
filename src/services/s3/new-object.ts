/** What is kept of an object that is being put, beside its bytes. */
import type { Bucket } from './bucket-cache.ts';
import { type CustomerKey, proveKey, refuseBlocked } from './customer-keys.ts';
import { readSettings, type SettingsInput } from './object-settings.ts';
import type { S3Context } from './parts.ts';
import type { ObjectSettings } from './store.ts';
import { refuseUnsupported } from './unsupported.ts';

export function newObjectSettings(
  ctx: Pick<S3Context, 'ids' | 'clock'>,
  { record }: Bucket,
  input: SettingsInput,
  customerKey: CustomerKey | undefined,
): ObjectSettings {
  refuseUnsupported(input);
  refuseBlocked(record, customerKey);
  return { ...readSettings(input), ...(customerKey && { customerKey: proveKey(ctx.ids, customerKey) }) };
}
