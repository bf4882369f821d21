/**
 * Requests past the capacity of their table or index are refused, in the documented way: provisioned capacity with five
 * minutes of burst, and the maxima of tables on demand. Whoever has no capacity of its own costs a look at one member.
 */
import type { Clock } from '../../../kit/clock.ts';
import type { IndexedChange } from '../items/changes.ts';
import type { StoredItem } from '../items/stored.ts';
import { BUCKETS_MAX, BURST_SECONDS, MAXIMUM_BURST_SECONDS } from '../limits.ts';
import { ProvisionedThroughputExceededException, ThrottlingException } from '../model.ts';
import { indexArn, tableArn } from '../tables/names.ts';
import type { Index, Table } from '../tables/table.ts';
import { Bucket } from './bucket.ts';
import { indexUnits, writeUnits } from './units.ts';

export type Kind = 'Read' | 'Write';

/** Of a table or an index: units a second, where they are limited. */
export interface CapacityLimit {
  readonly Read: number | undefined;
  readonly Write: number | undefined;
  /** A maximum on demand, and not provisioned. */
  readonly onDemand: boolean;
}

export class Throttle {
  readonly #clock: Clock;
  /** The least recently made first. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws ProvisionedThroughputExceededException or ThrottlingException where nothing is left to read with. */
  requireRead(table: Table, index?: Index): void {
    if (table.limited) this.#require(table, index, 'Read');
  }

  /** What was read counts, however much it was. */
  read(table: Table, index: Index | undefined, units: number): void {
    if (table.limited) this.#bucket(table, index, 'Read')?.take(units);
  }

  /** Throws the same where the table or one of the indexes that change has nothing left; else counts the change. */
  write(change: IndexedChange, times = 1): void {
    const { table } = change;
    if (!table.limited) return;
    const units = indexUnits(change);
    this.#require(table, undefined, 'Write');
    for (const [index] of units) this.#require(table, index, 'Write');
    this.#bucket(table, undefined, 'Write')?.take(writeUnits(change.before, change.after) * times);
    for (const [index, count] of units) this.#bucket(table, index, 'Write')?.take(count * times);
  }

  /** A write whose condition does not hold costs what is there. */
  failed(table: Table, before: StoredItem | undefined, times = 1): void {
    if (table.limited) this.#bucket(table, undefined, 'Write')?.take(writeUnits(before, undefined) * times);
  }

  #require(table: Table, index: Index | undefined, kind: Kind): void {
    const limit = index?.limit ?? table.limit;
    const rate = limit[kind];
    if (rate === undefined) return;
    const bucket = this.#bucket(table, index, kind);
    if (!bucket || bucket.hasAny(rate, burstOf(limit), this.#clock.monotonicMs())) return;
    throw exceeded(table, index, kind, limit);
  }

  #bucket(table: Table, index: Index | undefined, kind: Kind): Bucket | undefined {
    const limit = index?.limit ?? table.limit;
    const rate = limit[kind];
    if (rate === undefined) return undefined;
    const name = `${table.record.id} ${index?.id ?? 0} ${kind}`;
    let bucket = this.#buckets.get(name);
    if (!bucket) {
      bucket = new Bucket(rate, burstOf(limit), this.#clock.monotonicMs());
      this.#buckets.set(name, bucket);
      if (this.#buckets.size > BUCKETS_MAX) this.#forgetOldest();
    }
    return bucket;
  }

  #forgetOldest(): void {
    const oldest = this.#buckets.keys().next();
    if (!oldest.done) this.#buckets.delete(oldest.value);
  }
}

function burstOf({ onDemand }: CapacityLimit): number {
  return onDemand ? MAXIMUM_BURST_SECONDS : BURST_SECONDS;
}

const OF_TABLE =
  'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.';
const OF_INDEX =
  'The level of configured provisioned throughput for one or more global secondary indexes of the table was exceeded. Consider increasing your provisioning level for the under-provisioned global secondary indexes with the UpdateTable API';
const OF_MAXIMUM =
  'Throughput exceeds the maximum OnDemandThroughput configured on table or index. Review the maximum OnDemandThroughput setting and increase, if needed.';

function exceeded({ record }: Table, index: Index | undefined, kind: Kind, { onDemand }: CapacityLimit): Error {
  const what = `${index ? 'Index' : 'Table'}${kind}${onDemand ? 'MaxOnDemand' : 'Provisioned'}ThroughputExceeded`;
  const reasons = [{ reason: what, resource: index ? indexArn(record, index.name) : tableArn(record) }];
  if (onDemand) return new ThrottlingException(OF_MAXIMUM, { throttlingReasons: reasons });
  return new ProvisionedThroughputExceededException(index ? OF_INDEX : OF_TABLE, { ThrottlingReasons: reasons });
}
