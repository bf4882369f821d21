/** TagResource, of functions. */
import { invalidParameter } from '../errors.ts';
import { changeFunction } from '../functions.ts';
import type { TagResourceRequest } from '../model.ts';
import { parseTaggedArn } from '../names.ts';
import type { LambdaContext } from '../parts.ts';
import { withTags } from '../tags.ts';

export async function tagResource(ctx: LambdaContext, input: TagResourceRequest): Promise<Record<string, never>> {
  const ref = parseTaggedArn(ctx, input.Resource);
  if (Object.keys(input.Tags).length === 0) {
    throw invalidParameter('An error occurred and the request cannot be processed.');
  }
  await changeFunction(ctx, ref, (record) => ({ ...record, tags: withTags(record.tags, input.Tags) }));
  return {};
}
