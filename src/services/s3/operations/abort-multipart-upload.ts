/** AbortMultipartUpload: its parts go in the background. */
import { ConflictError } from '../../../storage/store.ts';
import { operationAborted } from '../errors.ts';
import type { AbortMultipartUploadOutput, AbortMultipartUploadRequest } from '../model.ts';
import { requireUpload } from '../multipart/uploads.ts';
import { preconditionFailed } from '../errors.ts';
import { wholeSeconds } from '../conditions.ts';
import type { S3Context } from '../parts.ts';

export async function abortMultipartUpload(
  ctx: S3Context,
  input: AbortMultipartUploadRequest,
): Promise<AbortMultipartUploadOutput> {
  const { bucket, upload, entry } = await requireUpload(ctx, input);
  const expected = input.IfMatchInitiatedTime;
  if (expected !== undefined && wholeSeconds(expected) !== wholeSeconds(upload.initiatedAtMs)) {
    throw preconditionFailed('x-amz-if-match-initiated-time');
  }
  const { accountId, region, id: bucketId } = bucket.record;
  const { sets } = ctx.parts.garbage.noting({ accountId, region, bucketId, uploadId: input.UploadId });
  try {
    const checks = [{ key: entry.key, version: entry.version }];
    await ctx.commit({ checks, deletes: [entry.key], sets });
  } catch (error) {
    throw error instanceof ConflictError ? operationAborted() : error;
  }
  ctx.parts.garbage.collect();
  return {};
}
