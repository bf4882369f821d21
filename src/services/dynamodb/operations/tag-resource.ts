/** TagResource: all of the tags, or none. */
import { resourceArnNotFound, validationError } from '../errors.ts';
import type { TagResourceInput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { changeTable } from '../tables/change.ts';
import { checkTags, limited } from '../tables/tags.ts';

export async function tagResource(ctx: DynamodbContext, input: TagResourceInput): Promise<Record<string, never>> {
  if (input.Tags.length === 0) throw validationError('Atleast one Tag needs to be provided as Input.');
  const tags = checkTags(input.Tags);
  await changeTable(
    ctx,
    input.ResourceArn,
    (record) => ({ record: { ...record, tags: limited({ ...record.tags, ...tags }) } }),
    () => resourceArnNotFound(input.ResourceArn),
  );
  return {};
}
