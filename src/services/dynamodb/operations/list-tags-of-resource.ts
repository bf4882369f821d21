/** ListTagsOfResource: all of them on one page, since a table has at most fifty. */
import { resourceArnNotFound } from '../errors.ts';
import type { ListTagsOfResourceInput, ListTagsOfResourceOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { requireTable } from '../tables/cache.ts';

export async function listTagsOfResource(
  ctx: DynamodbContext,
  { ResourceArn }: ListTagsOfResourceInput,
): Promise<ListTagsOfResourceOutput> {
  const { record } = await requireTable(ctx, ResourceArn, () => resourceArnNotFound(ResourceArn));
  return { Tags: Object.entries(record.tags).map(([Key, Value]) => ({ Key, Value })) };
}
