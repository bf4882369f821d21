/**
 * Copies the items of a table as they were at one moment while it is written to. They are read in pages, each at
 * another moment; meanwhile the table's log holds what each write replaced. Undoing what the log holds, from its end
 * back to the moment, leaves every item as it was then. Each piece is one commit with how far it came.
 */
import { decodeKey, encodeKey } from '../../../storage/key.ts';
import { type Entry, type Key, RecordDamagedError, wholeValue } from '../../../storage/store.ts';
import { commitOf, withEntries } from '../items/changes.ts';
import { placeOf } from '../items/keys.ts';
import { pieceOf, wholeItem } from '../items/piece.ts';
import { StoredItem } from '../items/stored.ts';
import { keys } from '../store.ts';
import { backupKeys, type CopyRecord, copyRecord, decodeLogged } from '../store-backups.ts';
import { numberOf } from '../streams/reader.ts';
import type { Table } from '../tables/table.ts';
import { decodeItem } from '../values/item-json.ts';
import type { Item } from '../values/value.ts';
import type { CopierParts, RunningCopy } from './copier.ts';
import { finishCopy, targetOf } from './finish.ts';
import { COPY_PIECE, COPY_PIECE_BYTES } from './limits.ts';
import { lastNumber } from './log.ts';

export async function copyPiece(parts: CopierParts, running: RunningCopy): Promise<void> {
  const { copy } = running;
  const target = await targetOf(parts, copy);
  if (!target) {
    // It was called off.
    await parts.store.commit({ id: parts.ids.uuid(), deletes: [running.entry.key] });
    return;
  }
  if (copy.undoneTo === undefined) await readPiece(parts, running, target);
  else await undoPiece(parts, running, target);
}

async function readPiece(parts: CopierParts, running: RunningCopy, target: Table): Promise<void> {
  const { store } = parts;
  const { copy } = running;
  const after = copy.after === undefined ? undefined : decodeKey(Buffer.from(copy.after, 'base64'));
  const prefix = keys.items({ ...copy, id: copy.sourceId });
  const page = await store.range({ prefix, limit: COPY_PIECE, ...(after && { after }) });
  const entries = pieceOf(page.entries, COPY_PIECE_BYTES);
  const last = entries.at(-1);
  if (last) {
    const items = entries.flatMap((entry) => wholeItem(entry, parts.log) ?? []);
    const wanted = items.map((stored) => ({ key: stored.item, after: stored }));
    const reached = { ...copy, after: Buffer.from(encodeKey(last.key)).toString('base64') };
    await write(parts, running, target, wanted, reached);
    return;
  }
  if (!copy.log) {
    await finishCopy(parts, running, target);
    return;
  }
  const end = await lastNumber(store, copy, copy.log.id);
  await write(parts, running, target, [], { ...copy, undoneTo: String(end + 1n) });
}

async function undoPiece(parts: CopierParts, running: RunningCopy, target: Table): Promise<void> {
  const { copy } = running;
  const prefix = backupKeys.changes(copy, copy.log?.id ?? '');
  const { entries } = await parts.store.range({
    start: [...prefix, BigInt(copy.position ?? 0) + 1n],
    end: [...prefix, BigInt(copy.undoneTo ?? 0)],
    reverse: true,
    limit: COPY_PIECE,
  });
  const some = pieceOf(entries, COPY_PIECE_BYTES);
  const lowest = numberOf(some.at(-1)?.key);
  if (lowest === undefined) {
    await finishCopy(parts, running, target);
    return;
  }
  await write(
    parts,
    running,
    target,
    some.flatMap((entry) => undoing(parts, entry)),
    { ...copy, undoneTo: String(lowest) },
  );
}

interface Wanted {
  /** The item, or its key. */
  readonly key: Item;
  readonly after: StoredItem | undefined;
}

/**
 * Nothing where what the log holds is damaged, which is said: it is not known of which item. That item is as the change
 * left it, or as it was before the next older change that is undone; all others are as they were at the moment.
 */
function undoing({ log }: CopierParts, entry: Entry): Wanted[] {
  const value = wholeValue(entry);
  if (!value) {
    log.error('dynamodb: a change of one item is not undone in a copy', new RecordDamagedError(entry.key));
    return [];
  }
  const { before, key = '{}' } = decodeLogged(value);
  if (!before) return [{ key: decodeItem(key), after: undefined }];
  const stored = new StoredItem(before);
  return [{ key: stored.item, after: stored }];
}

/** Of one key, the last counts. One commit with how far the copy came. */
async function write(
  { store, ids, clock }: CopierParts,
  { entry }: RunningCopy,
  target: Table,
  wanted: readonly Wanted[],
  reached: CopyRecord,
): Promise<void> {
  const places = wanted.map(({ key, after }) => ({ place: placeOf(target, key), after }));
  const unique = [...new Map(places.map((one) => [textOf(one.place.key), one])).values()];
  const targets = unique.map(({ place }) => place.key);
  await store.transact(ids.uuid(), [entry.key, ...targets], ([own, ...found]) => {
    if (own?.version !== entry.version) return { result: undefined };
    const changes = unique.flatMap(({ place, after }, at) => {
      const there = found[at];
      const before = there && new StoredItem(there.value);
      return before || after ? [withEntries({ table: target, key: place, before, after })] : [];
    });
    const commit = commitOf(changes, clock.nowMs());
    const sets = [...(commit.sets ?? []), { key: entry.key, value: copyRecord.encode(reached) }];
    return { changes: { ...commit, sets }, result: undefined };
  });
}

function textOf(key: Key): string {
  return Buffer.from(encodeKey(key)).toString('latin1');
}
