/** UntagResource, of functions. */
import { changeFunction } from '../functions.ts';
import type { UntagResourceRequest } from '../model.ts';
import { parseTaggedArn } from '../names.ts';
import type { LambdaContext } from '../parts.ts';
import { withoutTags } from '../tags.ts';

export async function untagResource(ctx: LambdaContext, input: UntagResourceRequest): Promise<Record<string, never>> {
  const ref = parseTaggedArn(ctx, input.Resource);
  await changeFunction(ctx, ref, (record) => ({ ...record, tags: withoutTags(record.tags, input.TagKeys) }));
  return {};
}
