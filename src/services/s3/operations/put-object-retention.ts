/** PutObjectRetention: until when a version must stay; an empty one takes governance away. */
import { changeVersion } from '../change-version.ts';
import { malformedXml } from '../errors.ts';
import type { ObjectLockRetention, PutObjectRetentionOutput, PutObjectRetentionRequest } from '../model.ts';
import { requireLockable, requireRetentionChange } from '../object-lock.ts';
import type { S3Context } from '../parts.ts';
import type { ObjectSettings } from '../store.ts';

export async function putObjectRetention(
  ctx: S3Context,
  input: PutObjectRetentionRequest,
): Promise<PutObjectRetentionOutput> {
  const retention = readRetention(input.Retention);
  const bypass = input.BypassGovernanceRetention ?? false;
  await changeVersion(ctx, input, (before, bucket) => {
    requireLockable(bucket);
    requireRetentionChange(before, retention, ctx.clock.nowMs(), bypass);
    const { retention: _before, ...others } = before;
    return { ...others, ...(retention && { retention }) };
  });
  return {};
}

function readRetention(given: ObjectLockRetention | undefined): ObjectSettings['retention'] {
  const { Mode: mode, RetainUntilDate: untilMs } = given ?? {};
  if (mode === undefined && untilMs === undefined) return undefined;
  if (mode === undefined || untilMs === undefined) throw malformedXml();
  return { mode, untilMs };
}
