/** Tags as CreateTable and TagResource take them. */
import { invalidValues } from '../errors.ts';
import { TAGS_MAX } from '../limits.ts';
import type { Tag } from '../model.ts';

/** Throws where there are too many or two of one key. */
export function checkTags(list: readonly Tag[]): Readonly<Record<string, string>> {
  const tags = new Map(list.map(({ Key, Value }) => [Key, Value]));
  if (tags.size < list.length) throw invalidValues('Duplicate tag keys are not allowed');
  if (tags.size > TAGS_MAX) throw invalidValues(`The number of tags exceeds the limit of ${TAGS_MAX}`);
  return Object.fromEntries(tags);
}
