/** Tags of groups, shared by the newer and the older tagging operations. */
import { TAGS_MAX } from './limits.ts';
import { InvalidParameterException, TooManyTagsException } from './model.ts';

export type Tags = Readonly<Record<string, string>>;

/** Refuses the reserved prefix and too many tags; what a key may be made of is in the model. */
export function checkTags(tags: Tags): Tags {
  for (const key of Object.keys(tags)) {
    if (/^aws:/i.test(key)) throw new InvalidParameterException('Tag keys starting with aws: are reserved for AWS.');
  }
  if (Object.keys(tags).length > TAGS_MAX) throw tooMany();
  return tags;
}

export function withTags(present: Tags, added: Tags): Tags {
  checkTags(added);
  const tags = { ...present, ...added };
  if (Object.keys(tags).length > TAGS_MAX) throw tooMany();
  return tags;
}

export function withoutTags(present: Tags, keys: readonly string[]): Tags {
  const removed = new Set(keys);
  return Object.fromEntries(Object.entries(present).filter(([key]) => !removed.has(key)));
}

function tooMany(): TooManyTagsException {
  return new TooManyTagsException(`A resource can have no more than ${TAGS_MAX} tags.`);
}
