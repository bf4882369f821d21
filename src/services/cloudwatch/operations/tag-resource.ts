/** TagResource, of alarms. */
import type { TagResourceInput } from '../model.ts';
import type { CloudwatchContext } from '../service.ts';
import { changeTags, withTags } from '../tags.ts';

export async function tagResource(ctx: CloudwatchContext, input: TagResourceInput): Promise<Record<string, never>> {
  await changeTags(ctx, input.ResourceARN, (tags) => withTags(tags, input.Tags));
  return {};
}
