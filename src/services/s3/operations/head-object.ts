/** HeadObject: all of GetObject but the bytes. */
import type { HeadObjectOutput, HeadObjectRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';
import { type ReadAnswer, readObject } from '../read-object.ts';
import { reread } from '../reread.ts';

export async function headObject(ctx: S3Context, input: HeadObjectRequest): Promise<HeadObjectOutput & ReadAnswer> {
  const { answer } = await reread(() => readObject(ctx, input));
  return answer;
}
