/** Removes what a deleted table or index has left, piece by piece. */
import type { Changes, Key } from '../../../storage/store.ts';
import { SWEEP_PIECE } from '../limits.ts';
import { keys, type TableJob, tableRecord } from '../store.ts';
import type { JobParts, RunningJob } from './jobs.ts';

export async function removePiece({ store, ids, tables }: JobParts, { entry, job }: RunningJob): Promise<void> {
  const checks = [{ key: entry.key, version: entry.version }];
  for (const prefix of prefixes(job)) {
    const { entries } = await store.range({ prefix, limit: SWEEP_PIECE });
    if (entries.length === 0) continue;
    await store.commit({ id: ids.uuid(), checks, deletes: entries.map(({ key }) => key) });
    return;
  }
  const last = job.kind === 'delete-index' ? await withoutIndex({ store }, job) : {};
  await store.commit({
    id: ids.uuid(),
    ...last,
    checks: [...checks, ...(last.checks ?? [])],
    deletes: [entry.key],
  });
  tables.drop({ ...job, name: job.tableName });
}

function prefixes(job: TableJob): readonly Key[] {
  const table = { ...job, id: job.tableId };
  if (job.indexId !== undefined) return [keys.index(table, job.indexId), keys.indexCounters(table, job.indexId)];
  if (job.keepsItems) return [keys.indexes(table)];
  return [keys.items(table), keys.indexes(table), keys.counters(table)];
}

/** Its name is free once its entries are gone. */
async function withoutIndex({ store }: Pick<JobParts, 'store'>, job: TableJob): Promise<Changes> {
  const key = keys.table(job, job.tableName);
  const entry = await store.get(key);
  const record = entry && tableRecord.decode(entry.value);
  if (!entry || record?.id !== job.tableId) return {};
  const globalIndexes = record.globalIndexes.filter(({ id }) => id !== job.indexId);
  const used = new Set(
    [record, ...record.localIndexes, ...globalIndexes].flatMap(({ keySchema }) =>
      keySchema.map(({ AttributeName }) => AttributeName),
    ),
  );
  const attributes = record.attributes.filter(({ AttributeName }) => used.has(AttributeName));
  const value = tableRecord.encode({ ...record, globalIndexes, attributes });
  return { checks: [{ key, version: entry.version }], sets: [{ key, value }] };
}
