/** The room as a whole, as main.ts opens it: the sink of invocations' usage, what was used and cost, and budgets. */
import type { Clock } from '../kit/clock.ts';
import type { UsageSink } from '../runtime/function-version.ts';
import type { Store } from '../storage/store.ts';
import { Budgets } from './budgets/budgets.ts';
import { type Cost, costOf, type CostQuestion } from './cost/cost-of.ts';
import { type Architecture, priceTable } from './cost/price-table.ts';
import { type IngestParts, ingestUsage, type SpooledEntry } from './ingest.ts';
import { spoolSink, USAGE_KIND } from './sink.ts';
import { regionsOf, type UsagePage, type UsageQuestion, usageOf } from './usage-of.ts';

/** What this room needs of storage/spool.ts. */
export interface UsageSpool {
  /** Written to the file when it returns. */
  append(kind: string, payload: Uint8Array): void;
  /** Gives every entry of the kind, in order and again until `handler` resolved, to `handler`. */
  ingest(kind: string, handler: (entries: readonly SpooledEntry[]) => Promise<void>): void;
  /** Resolves when everything that was appended before has been handled. */
  drain(): Promise<void>;
}

export interface Metering {
  readonly sink: UsageSink;
  readonly budgets: Budgets;
  /** With everything that was written before the call. */
  usageOf(question: UsageQuestion): Promise<UsagePage>;
  /** As usageOf; without `regions`, of all in which the account ever used something. Throws CostQuestionError. */
  costOf(
    question: Omit<CostQuestion, 'regions' | 'architecture'> & { readonly regions?: readonly string[] },
  ): Promise<Cost>;
  regionsOf(accountId: string): Promise<readonly string[]>;
}

export interface MeteringParts extends IngestParts {
  readonly spool: UsageSpool;
  /** Where budgets lie. */
  readonly state: Store;
  readonly clock: Clock;
  /** Of the machine, on which all its functions run. */
  readonly architecture: Architecture;
}

export async function openMetering(parts: MeteringParts): Promise<Metering> {
  const { telemetry, spool, architecture } = parts;
  const drain = (): Promise<void> => spool.drain();
  const budgets = new Budgets({ ...parts, drain });
  spool.ingest(USAGE_KIND, (entries) => ingestUsage({ ...parts, summed: (sum) => budgets.summed(sum) }, entries));
  await budgets.load();
  return {
    sink: spoolSink((kind, payload) => spool.append(kind, payload)),
    budgets,
    async usageOf(question) {
      await drain();
      return usageOf(telemetry, question);
    },
    async costOf(question) {
      await drain();
      const regions = question.regions ?? (await regionsOf(telemetry, question.accountId));
      return costOf(telemetry, priceTable(), { ...question, regions, architecture });
    },
    async regionsOf(accountId) {
      await drain();
      return regionsOf(telemetry, accountId);
    },
  };
}
