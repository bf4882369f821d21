/** UntagResource: tags that are not there are no fault. */
import { resourceArnNotFound, validationError } from '../errors.ts';
import { TAGS_MAX } from '../limits.ts';
import type { UntagResourceInput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { changeTable } from '../tables/change.ts';
import { checkTagKey } from '../tables/tags.ts';

export async function untagResource(
  ctx: DynamodbContext,
  { ResourceArn, TagKeys }: UntagResourceInput,
): Promise<Record<string, never>> {
  if (TagKeys.length === 0) throw validationError('Atleast one Tag Key needs to be provided as Input.');
  for (const key of TagKeys) checkTagKey(key);
  if (TagKeys.length > TAGS_MAX)
    throw validationError('Number of Tags exceed the current limit for the provided ResourceArn');
  await changeTable(
    ctx,
    ResourceArn,
    (record) => {
      const tags = Object.fromEntries(Object.entries(record.tags).filter(([key]) => !TagKeys.includes(key)));
      return { record: { ...record, tags } };
    },
    () => resourceArnNotFound(ResourceArn),
  );
  return {};
}
