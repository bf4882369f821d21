/** Tags of objects: as the header has them, and as documents do. */
import type { ConditionContext } from '../../auth/policy/policy.ts';
import { WireError } from '../../wire/error.ts';
import { invalidArgument } from './errors.ts';
import { OBJECT_TAGS_MAX, TAG_KEY_LENGTH_MAX, TAG_VALUE_LENGTH_MAX } from './limits.ts';
import type { Tag } from './model.ts';
import type { Tags } from './store.ts';

/** `x-amz-tagging`: `a=1&b=2`, encoded as a query string. */
export function readTagHeader(header: string | undefined): Tags | undefined {
  if (header === undefined || header === '') return undefined;
  const tags: [string, string][] = [];
  for (const pair of header.split('&')) {
    const at = pair.indexOf('=');
    const [key, value] = at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    tags.push([decode(key, header), decode(value, header)]);
  }
  if (new Set(tags.map(([key]) => key)).size < tags.length) throw notEncoded(header);
  return checkTags(tags);
}

function decode(text: string, header: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw notEncoded(header);
  }
}

/** Recorded from AWS, 2026-11-23. */
function notEncoded(header: string): WireError {
  const words =
    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.";
  return invalidArgument(words, 'x-amz-tagging', header);
}

export function readTagSet(tagSet: readonly Tag[]): Tags {
  const tags = tagSet.map(({ Key, Value }) => [Key, Value] as const);
  const keys = new Set<string>();
  for (const [key] of tags) {
    if (keys.has(key)) throw invalidTag('Cannot provide multiple Tags with the same key', key);
    keys.add(key);
  }
  return checkTags(tags);
}

/** "keys up to 128 … values up to 256 Unicode characters; letters, spaces, numbers and + - = . _ : / @" (user guide). */
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function checkTags(tags: Tags): Tags {
  if (tags.length > OBJECT_TAGS_MAX) {
    throw new WireError('BadRequest', 400, `Object tags cannot be greater than ${OBJECT_TAGS_MAX}`);
  }
  for (const [key, value] of tags) {
    if (key === '' || key.length > TAG_KEY_LENGTH_MAX || !TAG_TEXT.test(key)) {
      throw invalidTag('The TagKey you have provided is invalid', key);
    }
    if (key.toLowerCase().startsWith('aws:')) {
      throw invalidTag('Your TagKey cannot be prefixed with aws:', key);
    }
    if (value.length > TAG_VALUE_LENGTH_MAX || !TAG_TEXT.test(value)) {
      throw invalidTag('The TagValue you have provided is invalid', key, value);
    }
  }
  return tags;
}

function invalidTag(message: string, key: string, value?: string): WireError {
  return new WireError('InvalidTag', 400, message, { TagKey: key, ...(value !== undefined && { TagValue: value }) });
}

/** What policies may look at of an object that is there. */
export function existingTags({ tags = [] }: { readonly tags?: Tags }): ConditionContext {
  return Object.fromEntries(tags.map(([key, value]) => [`s3:ExistingObjectTag/${key}`, value]));
}

export function describeTags(tags: Tags | undefined): readonly Tag[] {
  return (tags ?? []).map(([Key, Value]) => ({ Key, Value }));
}
