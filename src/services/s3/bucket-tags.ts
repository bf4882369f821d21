/** Tags of buckets; S3 and S3 Control write the same ones. */
import { WireError } from '../../wire/error.ts';
import { BUCKET_TAGS_MAX, TAG_KEY_LENGTH_MAX, TAG_VALUE_LENGTH_MAX } from './limits.ts';
import type { Tag } from './model.ts';

/** In the order in which they were given. */
export type BucketTags = readonly Tag[];

/** "letters, numbers, spaces … and + - = . _ : / @" (user guide, tagging; tag restrictions of cost allocation). */
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Messages recorded from AWS, 2025-01-21. */
export function checkBucketTags(tags: BucketTags): void {
  const keys = new Set<string>();
  for (const { Key, Value } of tags) {
    if (keys.has(Key)) throw invalidTag('Cannot provide multiple Tags with the same key', Key);
    keys.add(Key);
    if (Key.toLowerCase().startsWith('aws:')) {
      throw invalidTag('System tags cannot be added/updated by requester', Key);
    }
    if (Key === '' || Key.length > TAG_KEY_LENGTH_MAX || !TAG_TEXT.test(Key)) {
      throw invalidTag('The TagKey you have provided is invalid', Key);
    }
    if (Value.length > TAG_VALUE_LENGTH_MAX || !TAG_TEXT.test(Value)) {
      throw invalidTag('The TagValue you have provided is invalid', Key, Value);
    }
  }
  if (tags.length > BUCKET_TAGS_MAX) {
    throw new WireError('BadRequest', 400, `Bucket tag count cannot be greater than ${BUCKET_TAGS_MAX}`);
  }
}

function invalidTag(message: string, key: string, value?: string): WireError {
  return new WireError('InvalidTag', 400, message, { TagKey: key, ...(value !== undefined && { TagValue: value }) });
}
