/** What a request consumed, as ReturnConsumedCapacity asks for it. */
import type { IndexedChange } from '../items/changes.ts';
import type { Capacity, ConsumedCapacity } from '../model.ts';
import type { Index } from '../tables/table.ts';
import { indexUnits, writeUnits } from './units.ts';

export type CapacityMode = 'INDEXES' | 'TOTAL' | 'NONE' | undefined;

interface Units {
  reads: number;
  writes: number;
}

/** Of one table. */
export class Consumed {
  readonly #tableName: string;
  readonly #table: Units = { reads: 0, writes: 0 };
  readonly #indexes = new Map<Index, Units>();
  /** Transactions tell reads and writes apart. */
  readonly #split: boolean;

  /** As the caller named the table: by name or ARN. */
  constructor(tableName: string, split = false) {
    this.#tableName = tableName;
    this.#split = split;
  }

  read(units: number, index?: Index): void {
    this.#of(index).reads += units;
  }

  write(units: number, index?: Index): void {
    this.#of(index).writes += units;
  }

  /** A transaction costs twice. */
  wrote(change: IndexedChange, times = 1): void {
    this.write(writeUnits(change.before, change.after) * times);
    for (const [index, units] of indexUnits(change)) this.write(units * times, index);
  }

  answer(mode: CapacityMode): ConsumedCapacity | undefined {
    if (mode !== 'TOTAL' && mode !== 'INDEXES') return undefined;
    const all = [this.#table, ...this.#indexes.values()];
    const reads = all.reduce((sum, units) => sum + units.reads, 0);
    const writes = all.reduce((sum, units) => sum + units.writes, 0);
    const total = { TableName: this.#tableName, ...this.#shown({ reads, writes }) };
    if (mode === 'TOTAL') return total;
    return {
      ...total,
      Table: this.#shown(this.#table),
      ...this.#shownIndexes('LocalSecondaryIndexes', 'local'),
      ...this.#shownIndexes('GlobalSecondaryIndexes', 'global'),
    };
  }

  #shownIndexes(member: string, kind: Index['kind']): Partial<ConsumedCapacity> {
    const indexes = [...this.#indexes].filter(([index]) => index.kind === kind);
    if (indexes.length === 0) return {};
    return { [member]: Object.fromEntries(indexes.map(([{ name }, units]) => [name, this.#shown(units)])) };
  }

  #shown({ reads, writes }: Units): Capacity {
    if (!this.#split) return { CapacityUnits: reads + writes };
    return {
      CapacityUnits: reads + writes,
      ...(reads > 0 && { ReadCapacityUnits: reads }),
      ...(writes > 0 && { WriteCapacityUnits: writes }),
    };
  }

  #of(index: Index | undefined): Units {
    if (!index) return this.#table;
    let units = this.#indexes.get(index);
    if (!units) this.#indexes.set(index, (units = { reads: 0, writes: 0 }));
    return units;
  }
}

/** What one write consumed; undefined where nobody asked. */
export function consumedBy(tableName: string, change: IndexedChange, mode: CapacityMode): ConsumedCapacity | undefined {
  if (mode !== 'TOTAL' && mode !== 'INDEXES') return undefined;
  const consumed = new Consumed(tableName);
  consumed.wrote(change);
  return consumed.answer(mode);
}
