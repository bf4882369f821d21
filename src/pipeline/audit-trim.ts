/** Removes the oldest entries of audit streams, past a count or an age. */
import type { Clock } from '../kit/clock.ts';
import type { Ids } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import type { Entry, Key, Store } from '../storage/store.ts';
import { auditRecord, auditStream } from './audit.ts';
import { AUDIT_AGE_MAX_MS, AUDIT_CHANGES_MAX, AUDIT_CHANGES_TRIM_EVERY, AUDIT_TRIM_COUNT } from './limits.ts';

export interface StreamBounds {
  /** The number of the newest entry. */
  readonly newest: bigint;
  /** How many are kept. */
  readonly most: number;
  readonly limit: number;
  readonly timeOf: (entry: Entry) => number;
}

/** The first entries of a stream, as far as they are too many or too old. */
export async function oldEntries(
  store: Pick<Store, 'range'>,
  clock: Clock,
  stream: Key,
  { newest, most, limit, timeOf }: StreamBounds,
): Promise<readonly Entry[]> {
  const { entries } = await store.range({ prefix: stream, limit });
  const keptFrom = newest - BigInt(most);
  const oldestMs = clock.nowMs() - AUDIT_AGE_MAX_MS;
  const kept = entries.findIndex((entry) => numberOf(entry) > keptFrom && timeOf(entry) >= oldestMs);
  return kept === -1 ? entries : entries.slice(0, kept);
}

function numberOf({ key }: Entry): bigint {
  const number = key.at(-1);
  return typeof number === 'bigint' ? number : 0n;
}

export interface ChangeTrimParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** Keeps the trail of changes in the state store within its bounds: now and then, behind the requests that write it. */
export class ChangeTrim {
  readonly #parts: ChangeTrimParts;
  /** By account and region: changes since this process started. */
  readonly #counts = new Map<string, number>();
  #running = false;

  constructor(parts: ChangeTrimParts) {
    this.#parts = parts;
  }

  /** Call it after each recorded change. */
  changed(accountId: string, region: string): void {
    const name = `${accountId} ${region}`;
    const count = this.#counts.get(name) ?? 0;
    this.#counts.set(name, count + 1);
    if (count % AUDIT_CHANGES_TRIM_EVERY !== 0 || this.#running) return;
    this.#running = true;
    this.#trim(auditStream(accountId, region))
      .catch((error: unknown) => this.#parts.log.error('audit: old records of changes stay', error))
      .finally(() => {
        this.#running = false;
      });
  }

  /** More than came since the last time. */
  async #trim(stream: Key): Promise<void> {
    const { store, clock, ids } = this.#parts;
    const newest = (await store.range({ prefix: stream, limit: 1, reverse: true })).entries[0];
    if (!newest) return;
    const old = await oldEntries(store, clock, stream, {
      newest: numberOf(newest),
      most: AUDIT_CHANGES_MAX,
      limit: AUDIT_CHANGES_TRIM_EVERY + AUDIT_TRIM_COUNT,
      timeOf: ({ value }) => auditRecord.decode(value).timeMs,
    });
    if (old.length > 0) await store.commit({ id: ids.uuid(), deletes: old.map(({ key }) => key) });
  }
}
