/** Tags as CreateTable and TagResource take them. Messages of AWS, recorded on 2026-10-09 (ack-api-quirks, DDB-TABLE-107). */
import { validationError } from '../errors.ts';
import { TAGS_MAX } from '../limits.ts';
import type { Tag } from '../model.ts';

export type Tags = Readonly<Record<string, string>>;

const KEY_CHARACTERS_MAX = 128;
const VALUE_CHARACTERS_MAX = 256;
/** Letters, digits and spaces of any script, and few signs (DDB-TABLE-372). */
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Throws where one of them is no tag, or there are two of one key. */
export function checkTags(list: readonly Tag[]): Tags {
  const tags = new Map<string, string>();
  for (const { Key: key, Value: value } of list) {
    checkTagKey(key);
    if (key.startsWith('aws:')) throw validationError(`Tag Key cannot be prefixed with aws:, Key: ${key}`);
    if (value.length > VALUE_CHARACTERS_MAX || !CHARACTERS.test(value))
      throw validationError(`The Tag Value provided is invalid, Value: ${value}`);
    if (tags.has(key)) throw validationError(`Duplicate Tag Keys provided as input: Duplicate Tag Key found ${key}`);
    tags.set(key, value);
  }
  return limited(Object.fromEntries(tags));
}

export function checkTagKey(key: string): void {
  if (key.length === 0 || key.length > KEY_CHARACTERS_MAX || !CHARACTERS.test(key))
    throw validationError(`The Tag Key provided is invalid, Key: ${key}`);
}

export function limited(tags: Tags): Tags {
  if (Object.keys(tags).length > TAGS_MAX)
    throw validationError('Number of Tags exceed the current limit for the provided ResourceArn');
  return tags;
}
