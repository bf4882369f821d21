/**
 * What a commit writes when a function is made, changed or deleted: its record, the note that it still has to be
 * prepared, the packages that it refers to, and the account's counters.
 */
import type { Blobs } from '../../blob/blobs.ts';
import type { Log } from '../../kit/log.ts';
import type { Changes } from '../../storage/store.ts';
import {
  codesOf,
  type FunctionRecord,
  functionRecord,
  idOf,
  keys,
  packageRecord,
  type StoredCode,
  unpreparedRecord,
} from './store.ts';

export interface RecordChanges {
  readonly changes: Changes;
  /** Packages that nothing refers to any more once this is committed: pass them to `dropPackages` then. */
  readonly dropped: readonly string[];
}

/** Undefined where there was no function, or will be none. */
export function recordChanges(before: FunctionRecord | undefined, after: FunctionRecord | undefined): RecordChanges {
  const record = after ?? before;
  if (!record) return { changes: {}, dropped: [] };
  const id = idOf(record);
  const added = missingIn(before, after);
  const dropped = missingIn(after, before);
  const bytes = total(added) - total(dropped);
  const count = Number(after !== undefined) - Number(before !== undefined);
  const unprepared = after !== undefined && isUnprepared(after);
  const changes: Changes = {
    sets: [
      ...(after ? [{ key: keys.function(id), value: functionRecord.encode(after) }] : []),
      ...(unprepared ? [{ key: keys.unpreparedFunction(id), value: unpreparedRecord.encode(id) }] : []),
      ...added.map(({ blobId }) => ({ key: keys.package(blobId), value: packageRecord.encode(id) })),
    ],
    deletes: [
      ...(after ? [] : [keys.function(id)]),
      ...(unprepared || !before ? [] : [keys.unpreparedFunction(id)]),
      ...dropped.map(({ blobId }) => keys.package(blobId)),
    ],
    adds: [
      ...(count === 0 ? [] : [{ key: keys.functionCount(id), delta: BigInt(count) }]),
      ...(bytes === 0 ? [] : [{ key: keys.codeBytes(id), delta: BigInt(bytes) }]),
    ],
  };
  return { changes, dropped: dropped.map(({ blobId }) => blobId) };
}

export function isUnprepared(record: FunctionRecord): boolean {
  return record.state.name === 'Pending' || record.lastUpdate?.status === 'InProgress';
}

/** Frees the packages; what is left by a crash or a fault is swept with the orphans. */
export async function dropPackages(
  { blobs, log }: { readonly blobs: Blobs; readonly log: Log },
  blobIds: readonly string[],
): Promise<void> {
  for (const blobId of blobIds) {
    try {
      await blobs.delete(blobId);
    } catch (error) {
      log.error('lambda: a package that is no longer needed could not be removed', error, { blobId });
    }
  }
}

/** Packages of `second` that `first` does not have. */
function missingIn(first: FunctionRecord | undefined, second: FunctionRecord | undefined): readonly StoredCode[] {
  const present = new Set(first ? codesOf(first).map(({ blobId }) => blobId) : []);
  return (second ? codesOf(second) : []).filter(({ blobId }) => !present.has(blobId));
}

function total(codes: readonly StoredCode[]): number {
  return codes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
