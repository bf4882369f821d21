/**
 * Sub-resources of S3 that newer clients name and the table does not know: botocore 1.44.8 (2026-11-28). What is asked of
 * one would pass for a request for the object or bucket itself, and put or delete that.
 */

const NEWER = /(?:^|&)(annotation|metadataAnnotationTable)(?:[=&]|$)/;

/** Undefined where the query names none. */
export function newerSubResource(rawQuery: string): string | undefined {
  return rawQuery === '' ? undefined : NEWER.exec(rawQuery)?.[1];
}
