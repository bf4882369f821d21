/** GetObject: the bytes of an object or of a range of it, as they flow. */
import { openContent } from '../open-content.ts';
import { operationAborted } from '../errors.ts';
import { READ_TRIES } from '../limits.ts';
import type { GetObjectOutput, GetObjectRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';
import { type ReadAnswer, readObject } from '../read-object.ts';

export async function getObject(ctx: S3Context, input: GetObjectRequest): Promise<GetObjectOutput & ReadAnswer> {
  for (let tries = 0; tries < READ_TRIES; tries++) {
    const { bucket, record, answer, range, customerKey } = await readObject(ctx, input);
    if (!range) return answer;
    const { content } = record;
    const body = await openContent(ctx, { bucket: bucket.record, content, range, customerKey });
    // Replaced between its record and its bytes: what is there now is as right an answer.
    if (!body) continue;
    // Bytes that are there already go out in one piece; the wire takes both.
    return { ...answer, Body: body as AsyncIterable<Uint8Array> };
  }
  throw operationAborted();
}
