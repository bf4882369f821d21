/** UntagResource, of alarms. */
import type { UntagResourceInput } from '../model.ts';
import type { CloudwatchContext } from '../service.ts';
import { changeTags } from '../tags.ts';

export async function untagResource(ctx: CloudwatchContext, input: UntagResourceInput): Promise<Record<string, never>> {
  const removed = new Set(input.TagKeys);
  await changeTags(ctx, input.ResourceARN, (tags) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !removed.has(key))),
  );
  return {};
}
