/** What every adapter of the Store holds: run it on each. The semantics in words are those of README.md. */
import { describe, test } from 'node:test';
import { isolation } from './suite/isolation.suite.ts';
import { checkAgainstModel } from './suite/model.suite.ts';
import { orderAndCounters, unknownOutcomes, watchingAndClosing } from './suite/order.suite.ts';
import { ranges, readsAndWrites } from './suite/reads.suite.ts';
import type { SuiteStore } from './suite/tools.suite.ts';

export function storeSuite(name: string, open: () => Promise<SuiteStore>): void {
  describe(`${name}: reads and writes`, () => readsAndWrites(open));
  describe(`${name}: ranges`, () => ranges(open));
  describe(`${name}: isolation`, () => isolation(open));
  describe(`${name}: order and counters`, () => orderAndCounters(open));
  describe(`${name}: unknown outcomes`, () => unknownOutcomes(open));
  describe(`${name}: watching and closing`, () => watchingAndClosing(open));
  test(`${name}: random operations behave as a simple model does`, () => checkAgainstModel(open));
}
