/**
 * Removes what no reader sees any more: events past their group's retention, deleted streams, deleted groups. Whole
 * blocks at a time, in small commits, on the injected clock.
 */
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Log } from '../../kit/log.ts';
import { type Entry, type Key, RecordDamagedError, type Store } from '../../storage/store.ts';
import { retainedFromMs } from './groups.ts';
import { CLOSED_KEPT_MS, SWEEP_EVERY_MS, SWEEP_GROUPS, SWEEP_PIECE, SWEEP_PIECES_MAX } from './limits.ts';
import {
  closedRecord,
  decodeIndexEntry,
  eventKeys,
  groupRecord,
  indexKey,
  lastPart,
  type Place,
  stateKeys,
  sweepRecord,
} from './store.ts';

export interface SweeperParts {
  readonly state: Store;
  readonly telemetry: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

type GroupId = Place & { readonly id: string };

export class Sweeper {
  readonly #parts: SweeperParts;
  #running: Promise<void> | undefined;
  #cancel: (() => void) | undefined;
  #closed = false;
  /** Where the round over groups with a retention goes on. */
  #afterGroup: Key | undefined;
  /** And that over groups that were deleted. */
  #afterClosed: Key | undefined;

  constructor(parts: SweeperParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#cancel = this.#parts.clock.after(SWEEP_EVERY_MS, () => {
      void this.sweep()
        .catch((error: unknown) => this.#parts.log.error('logs: a sweep failed', error))
        .finally(() => {
          if (!this.#closed) this.start();
        });
    });
  }

  /** One bounded round; whoever calls it while one runs waits for that one. */
  sweep(): Promise<void> {
    this.#running ??= this.#round().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Resolves when nothing of it runs any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    await this.#running?.catch(() => {});
  }

  async #round(): Promise<void> {
    const { state, telemetry } = this.#parts;
    const deletedGroups = await state.range({ prefix: stateKeys.deleted(), limit: SWEEP_GROUPS });
    await this.#each(deletedGroups.entries, (entry) => this.#purgeGroup(entry));
    const deletedStreams = await telemetry.range({ prefix: eventKeys.deletedStreams(), limit: SWEEP_GROUPS });
    await this.#each(deletedStreams.entries, (entry) => this.#purgeStream(entry));
    await this.#expireSomeGroups();
    await this.#forgetClosedGroups();
  }

  /** One that is damaged keeps no other from being swept. */
  async #each(entries: readonly Entry[], sweep: (entry: Entry) => Promise<void>): Promise<void> {
    for (const entry of entries) {
      try {
        await sweep(entry);
      } catch (error) {
        if (!(error instanceof RecordDamagedError)) throw error;
        this.#parts.log.error('logs: a damaged record is left out of the sweep', error);
      }
    }
  }

  async #purgeGroup(marker: Entry): Promise<void> {
    const { telemetry } = this.#parts;
    const group = groupOf(marker);
    await this.#close(group);
    const emptied = await this.#pieces(() =>
      this.#removeBlocks(group, eventKeys.groupIndex(group), Number.MAX_SAFE_INTEGER),
    );
    if (!emptied) return;
    for (const prefix of [eventKeys.streams(group), eventKeys.streamTimes(group)]) {
      if (!(await this.#pieces(() => this.#removeKeys(prefix)))) return;
    }
    await telemetry.commit({ id: this.#parts.ids.uuid(), deletes: [eventKeys.storedBytes(group)] });
    await this.#parts.state.commit({ id: this.#parts.ids.uuid(), deletes: [marker.key] });
  }

  /** From now on nobody writes into the group: every write checks that this is not there. */
  async #close(group: GroupId): Promise<void> {
    const { telemetry, ids, clock } = this.#parts;
    const key = eventKeys.closedGroup(group.id);
    await telemetry.transact(ids.uuid(), [key], ([present]) => {
      if (present) return { result: undefined };
      return {
        changes: { sets: [{ key, value: closedRecord.encode({ closedAtMs: clock.nowMs() }) }] },
        result: undefined,
      };
    });
  }

  async #purgeStream(marker: Entry): Promise<void> {
    const group = groupOf(marker);
    const index = eventKeys.streamIndex(group, lastPart(marker.key));
    if (!(await this.#pieces(() => this.#removeBlocks(group, index, Number.MAX_SAFE_INTEGER)))) return;
    await this.#parts.telemetry.commit({ id: this.#parts.ids.uuid(), deletes: [marker.key] });
  }

  async #expireSomeGroups(): Promise<void> {
    const { state, clock } = this.#parts;
    const after = this.#afterGroup;
    const page = await state.range({ prefix: stateKeys.retained(), limit: SWEEP_GROUPS, ...(after && { after }) });
    this.#afterGroup = page.next;
    await this.#each(page.entries, async (marker) => {
      const { name } = sweepRecord.decode(marker.value);
      const entry = await state.get(stateKeys.group(groupOf(marker), name));
      const group = entry && groupRecord.decode(entry.value);
      if (group?.id !== lastPart(marker.key)) return;
      const beforeMs = retainedFromMs(group, clock.nowMs());
      await this.#pieces(() => this.#removeBlocks(group, eventKeys.groupIndex(group), beforeMs));
    });
  }

  async #forgetClosedGroups(): Promise<void> {
    const { telemetry, clock, ids } = this.#parts;
    const after = this.#afterClosed;
    const page = await telemetry.range({ prefix: eventKeys.closed(), limit: SWEEP_GROUPS, ...(after && { after }) });
    this.#afterClosed = page.next;
    const old = page.entries.filter(
      (entry) => clock.nowMs() - closedRecord.decode(entry.value).closedAtMs > CLOSED_KEPT_MS,
    );
    if (old.length > 0) await telemetry.commit({ id: ids.uuid(), deletes: old.map((entry) => entry.key) });
  }

  /** Runs pieces until there is nothing left (true) or this round's share is done (false). */
  async #pieces(piece: () => Promise<boolean>): Promise<boolean> {
    for (let count = 0; count < SWEEP_PIECES_MAX && !this.#closed; count++) {
      if (!(await piece())) return true;
    }
    return false;
  }

  /** Removes some blocks that end before a time; false where there are no more. */
  async #removeBlocks(group: GroupId, index: Key, beforeMs: number): Promise<boolean> {
    const { telemetry, ids } = this.#parts;
    const page = await telemetry.range({
      start: indexKey(index, 0),
      end: indexKey(index, beforeMs),
      limit: SWEEP_PIECE,
    });
    const found = page.entries
      .map((entry) => ({ entry, line: decodeIndexEntry(entry.key, entry.value) }))
      .filter(({ line }) => line.lastMs < beforeMs);
    if (found.length === 0) return false;
    const bytes = found.reduce((total, { line }) => total + line.storedBytes, 0);
    await telemetry.commit({
      id: ids.uuid(),
      checks: found.map(({ entry }) => ({ key: entry.key, version: entry.version })),
      deletes: found.flatMap(({ line }) => [
        eventKeys.block(group, line.blockId),
        indexKey(eventKeys.groupIndex(group), line.firstMs, line.blockId),
        indexKey(eventKeys.streamIndex(group, line.streamId), line.firstMs, line.blockId),
      ]),
      adds: [{ key: eventKeys.storedBytes(group), delta: BigInt(-bytes) }],
    });
    return true;
  }

  async #removeKeys(prefix: Key): Promise<boolean> {
    const { telemetry, ids } = this.#parts;
    const page = await telemetry.range({ prefix, limit: SWEEP_PIECE });
    if (page.entries.length === 0) return false;
    await telemetry.commit({ id: ids.uuid(), deletes: page.entries.map((entry) => entry.key) });
    return true;
  }
}

function groupOf(marker: Entry): GroupId {
  const { accountId, region, groupId } = sweepRecord.decode(marker.value);
  return { accountId, region, id: groupId };
}
