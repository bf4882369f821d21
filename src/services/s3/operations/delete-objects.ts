/** DeleteObjects: each entry is allowed, conditioned and answered on its own; what can be deleted together is. */
import { ModeledError, WireError } from '../../../wire/error.ts';
import { objectCheck } from '../access-rows.ts';
import { requireBucket, transactInBucket } from '../buckets.ts';
import { type Deleted, planDeletion } from '../delete-version.ts';
import { malformedXml } from '../errors.ts';
import { decodeCurrent, VersionChanges } from '../key-versions.ts';
import { DELETE_BATCH, DELETE_KEYS_MAX } from '../limits.ts';
import type {
  DeletedObject,
  DeleteObjectsOutput,
  DeleteObjectsRequest,
  ErrorShape,
  ObjectIdentifier,
} from '../model.ts';
import { checkKey } from '../object-settings.ts';
import type { S3Context } from '../parts.ts';
import { keys } from '../store.ts';

type Outcome = { readonly deleted: Deleted } | { readonly error: ModeledError | WireError };

export async function deleteObjects(ctx: S3Context, input: DeleteObjectsRequest): Promise<DeleteObjectsOutput> {
  const { Objects: entries, Quiet = false } = input.Delete;
  if (entries.length === 0 || entries.length > DELETE_KEYS_MAX) throw malformedXml();
  await requireBucket(ctx, input);
  const outcomes = new Map<ObjectIdentifier, Outcome>();
  for (const entry of entries) {
    const error = await refusal(ctx, input, entry);
    if (error) outcomes.set(entry, { error });
  }
  for (const batch of batchesOf(entries.filter((entry) => !outcomes.has(entry)))) {
    for (const [at, outcome] of (await deleteBatch(ctx, input, batch)).entries()) {
      const entry = batch[at];
      if (entry) outcomes.set(entry, outcome);
    }
  }
  const deleted: DeletedObject[] = [];
  const errors: ErrorShape[] = [];
  for (const entry of entries) {
    const outcome = outcomes.get(entry);
    if (outcome && 'error' in outcome) errors.push(describeError(entry, outcome.error));
    else if (outcome && !Quiet) deleted.push(describe(entry, outcome.deleted));
  }
  return { Deleted: deleted, ...(errors.length > 0 && { Errors: errors }) };
}

/** Asked for each key, since a policy may allow some of them. */
async function refusal(
  ctx: S3Context,
  input: DeleteObjectsRequest,
  { Key, VersionId, ETag }: ObjectIdentifier,
): Promise<WireError | undefined> {
  const bucket = await requireBucket(ctx, input);
  const context = { 's3:VersionId': VersionId, 's3:if-match': ETag };
  try {
    const action = VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
    await ctx.authorize(await objectCheck(bucket, Key, action, context));
    if (input.BypassGovernanceRetention) {
      await ctx.authorize(await objectCheck(bucket, Key, 's3:BypassGovernanceRetention', context));
    }
    return undefined;
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
}

/** One after the other where a key comes twice: a commit writes each key once. Throws KeyTooLongError. */
function batchesOf(entries: readonly ObjectIdentifier[]): readonly (readonly ObjectIdentifier[])[] {
  const batches: ObjectIdentifier[][] = [];
  const lastOf = new Map<string, number>();
  for (const entry of entries) {
    checkKey(entry.Key);
    let at = (lastOf.get(entry.Key) ?? -1) + 1;
    while ((batches[at]?.length ?? 0) >= DELETE_BATCH) at++;
    (batches[at] ??= []).push(entry);
    lastOf.set(entry.Key, at);
  }
  return batches;
}

async function deleteBatch(
  ctx: S3Context,
  input: DeleteObjectsRequest,
  batch: readonly ObjectIdentifier[],
): Promise<readonly Outcome[]> {
  let drops = false;
  const outcomes = await transactInBucket(
    ctx,
    input,
    (place) => batch.map(({ Key }) => keys.object(place, Key)),
    async ({ record: bucket }, currents) => {
      const all = new VersionChanges(bucket, '', ctx.parts.garbage);
      const result: Outcome[] = [];
      for (const [at, entry] of batch.entries()) {
        const changes = new VersionChanges(bucket, entry.Key, ctx.parts.garbage);
        result.push(await plan(ctx, input, entry, changes, currents[at]));
        if ('error' in (result.at(-1) ?? {})) continue;
        all.add(changes.changes);
        all.drops ||= changes.drops;
      }
      drops = all.drops;
      return all.sets.length + all.deletes.length === 0 ? { result } : { changes: all.changes, result };
    },
  );
  if (drops) ctx.parts.garbage.collect();
  return outcomes;
}

async function plan(
  ctx: S3Context,
  { Bucket, BypassGovernanceRetention }: DeleteObjectsRequest,
  { Key, VersionId, ETag, LastModifiedTime, Size }: ObjectIdentifier,
  changes: VersionChanges,
  current: Parameters<typeof decodeCurrent>[0],
): Promise<Outcome> {
  const conditions = { IfMatch: ETag, IfMatchLastModifiedTime: LastModifiedTime, IfMatchSize: Size };
  const input = { Bucket, Key, VersionId, BypassGovernanceRetention, ...conditions };
  try {
    return { deleted: await planDeletion(ctx, changes, input, decodeCurrent(current)) };
  } catch (error) {
    if (error instanceof WireError || error instanceof ModeledError) return { error };
    throw error;
  }
}

function describe({ Key, VersionId }: ObjectIdentifier, { deleteMarker, versionId }: Deleted): DeletedObject {
  return {
    Key,
    ...(VersionId !== undefined && { VersionId }),
    ...(deleteMarker && versionId !== undefined && { DeleteMarker: true, DeleteMarkerVersionId: versionId }),
  };
}

function describeError({ Key, VersionId }: ObjectIdentifier, error: ModeledError | WireError): ErrorShape {
  const Code = error instanceof WireError ? error.code : error.shape;
  return { Key, ...(VersionId !== undefined && { VersionId }), Code, Message: error.message };
}
