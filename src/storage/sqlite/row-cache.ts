/**
 * Rows that were read lately: a lookup in the file costs the main thread some 10 µs, one here less than one. A row is
 * kept only while no commit that writes its key is on its way, so reads see exactly what they would see in the file.
 */
import { encodeKey } from '../key.ts';
import type { Commit } from '../store.ts';
import { ROW_CACHE_BYTES_MAX, ROW_CACHE_SLOTS, ROW_CACHE_VALUE_BYTES_MAX } from './limits.ts';
import type { Row } from './messages.ts';

export class RowCache {
  /** By a hash of the key: of two keys in one slot the later one is kept. */
  readonly #rows = new Map<number, Row>();
  /** How many commits on their way write a key of the slot. */
  readonly #writers = new Uint32Array(ROW_CACHE_SLOTS);
  #bytes = 0;

  get(key: Uint8Array): Row | undefined {
    const row = this.#rows.get(slotOf(key));
    return row && isSame(row.key, key) ? row : undefined;
  }

  /** What was just found in the file, by its encoded key. */
  found(row: Row): void {
    const slot = slotOf(row.key);
    if (row.damaged || row.value.length > ROW_CACHE_VALUE_BYTES_MAX || this.#writers[slot] !== 0) return;
    this.#drop(slot);
    this.#bytes += row.value.length;
    if (this.#bytes > ROW_CACHE_BYTES_MAX) this.clear();
    else this.#rows.set(slot, row);
  }

  /** Before a commit is on its way. What it returns is for `written`, once it is durable or has failed. */
  writing({ sets = [], deletes = [], adds = [] }: Commit): readonly number[] {
    const slots: number[] = [];
    for (const { key } of sets) slots.push(slotOf(encodeKey(key)));
    for (const key of deletes) slots.push(slotOf(encodeKey(key)));
    for (const { key } of adds) slots.push(slotOf(encodeKey(key)));
    for (const slot of slots) {
      this.#drop(slot);
      this.#writers[slot] = (this.#writers[slot] ?? 0) + 1;
    }
    return slots;
  }

  written(slots: readonly number[]): void {
    for (const slot of slots) this.#writers[slot] = (this.#writers[slot] ?? 0) - 1;
  }

  clear(): void {
    this.#rows.clear();
    this.#bytes = 0;
  }

  #drop(slot: number): void {
    const row = this.#rows.get(slot);
    if (!row) return;
    this.#bytes -= row.value.length;
    this.#rows.delete(slot);
  }
}

/** FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/): what collides only shares a slot. */
function slotOf(key: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ (key[at] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 15)) & (ROW_CACHE_SLOTS - 1);
}

/** From the end, where keys differ. */
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = a.length - 1; at >= 0; at--) if (a[at] !== b[at]) return false;
  return true;
}
