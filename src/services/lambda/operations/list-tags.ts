/** ListTags, of functions. */
import { requireFunction } from '../functions.ts';
import type { ListTagsRequest, ListTagsResponse } from '../model.ts';
import { parseTaggedArn } from '../names.ts';
import type { LambdaContext } from '../parts.ts';

export async function listTags(ctx: LambdaContext, input: ListTagsRequest): Promise<ListTagsResponse> {
  const { record } = await requireFunction(ctx, parseTaggedArn(ctx, input.Resource));
  return { Tags: record.tags };
}
