/** Commits a part whose bytes are there: what UploadPart and UploadPartCopy share. */
import { ConflictError } from '../../../storage/store.ts';
import { ModeledError, WireError } from '../../../wire/error.ts';
import { dropReceived, type Received } from '../content.ts';
import { invalidArgument, operationAborted } from '../errors.ts';
import { PARTS_MAX } from '../limits.ts';
import type { S3Context } from '../parts.ts';
import { keys, type PartRecord, partRecord, type PieceContent, type StoredChecksum, uploadRecord } from '../store.ts';
import { requireUpload, type UploadInput } from './uploads.ts';

export interface NewPart {
  readonly number: number;
  readonly etag: string;
  readonly checksum?: StoredChecksum;
  readonly received: Received<PieceContent>;
}

export function checkPartNumber(number: number): void {
  if (number >= 1 && number <= PARTS_MAX) return;
  const words = `Part number must be an integer between 1 and ${PARTS_MAX}, inclusive`;
  throw invalidArgument(words, 'partNumber', String(number));
}

export async function putPart(ctx: S3Context, input: UploadInput, part: NewPart): Promise<PartRecord> {
  try {
    return await commitPart(ctx, input, part);
  } catch (error) {
    const refused = error instanceof ConflictError ? operationAborted() : error;
    if (refused instanceof ModeledError || refused instanceof WireError) await dropReceived(ctx, part.received);
    throw refused;
  }
}

async function commitPart(ctx: S3Context, input: UploadInput, { received, ...part }: NewPart): Promise<PartRecord> {
  const { bucket: place } = await requireUpload(ctx, input);
  const key = keys.uploadPart(place.record, input.UploadId, part.number);
  let drops = false;
  const record = await ctx.transact([key], async ([before]) => {
    const { bucket, upload, entry } = await requireUpload(ctx, input);
    const { content, sizeBytes } = received;
    const made: PartRecord = { ...part, sizeBytes, modifiedAtMs: ctx.clock.nowMs(), content };
    const old = before ? ctx.parts.garbage.dropping(bucket.record, partRecord.decode(before.value).content) : {};
    drops = old.sets !== undefined;
    const { completing, ...open } = upload;
    // A completion that is under way begins anew, and sees this part.
    const reopened = completing ? [{ key: entry.key, value: uploadRecord.encode(open) }] : [];
    return {
      changes: {
        checks: [{ key: entry.key, version: entry.version }],
        sets: [{ key, value: partRecord.encode(made) }, ...received.sets, ...(old.sets ?? []), ...reopened],
        deletes: old.deletes ?? [],
      },
      result: made,
    };
  });
  if (drops) ctx.parts.garbage.collect();
  return record;
}
