/** What is kept of an object that is being put, beside its bytes. */
import type { Bucket } from './bucket-cache.ts';
import { type CustomerKey, proveKey, refuseBlocked } from './customer-keys.ts';
import { type LockInput, readLock } from './object-lock.ts';
import { readSettings, type SettingsInput } from './object-settings.ts';
import { readTagHeader } from './object-tags.ts';
import type { S3Context } from './parts.ts';
import type { ObjectSettings } from './store.ts';
import { refuseUnsupported } from './unsupported.ts';

export interface NewObjectInput extends SettingsInput, LockInput {
  readonly Tagging?: string | undefined;
}

export function newObjectSettings(
  ctx: Pick<S3Context, 'ids' | 'clock'>,
  { record }: Bucket,
  input: NewObjectInput,
  customerKey: CustomerKey | undefined,
): ObjectSettings {
  refuseUnsupported(input);
  refuseBlocked(record, customerKey);
  const tags = readTagHeader(input.Tagging);
  return {
    ...readSettings(input),
    ...(tags && { tags }),
    ...readLock(record, input, ctx.clock.nowMs()),
    ...(customerKey && { customerKey: proveKey(ctx.ids, customerKey) }),
  };
}
