/** RestoreObject: no object is archived here, so there is none to be restored. */
import { requireObject } from '../find-object.ts';
import { InvalidObjectState, type RestoreObjectOutput, type RestoreObjectRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

/** Recorded in public reports, 2026-11-27. */
export async function restoreObject(ctx: S3Context, input: RestoreObjectRequest): Promise<RestoreObjectOutput> {
  await requireObject(ctx, input);
  throw new InvalidObjectState("Restore is not allowed for the object's current storage class");
}
