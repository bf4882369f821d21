/** GetObject: the bytes of an object or of a range of it, as they flow. */
import { openContent } from '../open-content.ts';
import type { GetObjectOutput, GetObjectRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';
import { type ReadAnswer, readObject } from '../read-object.ts';
import { reread } from '../reread.ts';

export function getObject(ctx: S3Context, input: GetObjectRequest): Promise<GetObjectOutput & ReadAnswer> {
  return reread(async () => {
    const { bucket, record, answer, range, customerKey } = await readObject(ctx, input);
    if (!range) return answer;
    const { content } = record;
    const body = await openContent(ctx, { bucket: bucket.record, content, range, customerKey });
    // Bytes that are there already go out in one piece; the wire takes both.
    return { ...answer, Body: body as AsyncIterable<Uint8Array> };
  });
}
