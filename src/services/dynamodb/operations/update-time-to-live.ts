/** UpdateTimeToLive: items that are written from now on expire; those that are there already, within moments. */
import { validationError } from '../errors.ts';
import type { UpdateTimeToLiveInput, UpdateTimeToLiveOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import type { TableRecord } from '../store.ts';
import { changeTable } from '../tables/change.ts';
import { changedTtl, ttlSets } from '../ttl/state.ts';

export async function updateTimeToLive(
  ctx: DynamodbContext,
  { TableName, TimeToLiveSpecification }: UpdateTimeToLiveInput,
): Promise<UpdateTimeToLiveOutput> {
  await changeTable(ctx, TableName, (before) => {
    const ttl = changedTtl(before, TimeToLiveSpecification, ctx.ids.uuid());
    // AWS says it for half an hour after each change; here, while what was there is still looked through.
    if (before.ttl?.filling)
      throw validationError('Time to live has been modified multiple times within a fixed interval');
    const { ttl: _, ...rest } = before;
    const record: TableRecord = ttl ? { ...rest, ttl } : rest;
    return { record, also: { sets: ttlSets(before, record) } };
  });
  ctx.parts.ttl.wake();
  return { TimeToLiveSpecification };
}
