/** The room as a whole, as main.ts opens it: the sink of invocations' usage, and what was used. */
import type { UsageSink } from '../runtime/function-version.ts';
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
  /** With everything that was written before the call. */
  usageOf(question: UsageQuestion): Promise<UsagePage>;
  regionsOf(accountId: string): Promise<readonly string[]>;
}

export function openMetering(parts: IngestParts & { readonly spool: UsageSpool }): Metering {
  const { telemetry, spool } = parts;
  spool.ingest(USAGE_KIND, (entries) => ingestUsage(parts, entries));
  return {
    sink: spoolSink((kind, payload) => spool.append(kind, payload)),
    async usageOf(question) {
      await spool.drain();
      return usageOf(telemetry, question);
    },
    async regionsOf(accountId) {
      await spool.drain();
      return regionsOf(telemetry, accountId);
    },
  };
}
