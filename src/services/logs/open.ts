/** The room as a whole, as main.ts opens it: the service, the sink of functions' logs, and the sweeper. */
import type { Clock } from '../../kit/clock.ts';
import type { Log } from '../../kit/log.ts';
import type { LogSink } from '../../runtime/function-version.ts';
import type { Service } from '../service.ts';
import { type DeliveryParts, deliverLogs, LOG_KIND, type SpooledEntry, spoolSink } from './deliver.ts';
import { Appends } from './events/appends.ts';
import { DRAIN_WAIT_MS } from './limits.ts';
import { type LogsParts, logsService } from './service.ts';
import { Sweeper } from './sweeper.ts';

/** What this room needs of storage/spool.ts. */
export interface LogSpool {
  /** Written to the file before anything of this turn is answered; throws where the spool takes no more. */
  append(kind: string, payload: Uint8Array): void;
  /** Gives every entry of the kind, in order and again until `handler` resolved, to `handler`. */
  ingest(kind: string, handler: (entries: readonly SpooledEntry[]) => Promise<void>): void;
  /** Resolves when everything that was appended before has been handled. */
  drain(): Promise<void>;
}

export interface Logs {
  readonly service: Service<LogsParts>;
  readonly sink: LogSink;
  readonly sweeper: Sweeper;
  /** Stops the background work; call it before the stores are closed. */
  close(): Promise<void>;
}

export function openLogs(parts: Omit<DeliveryParts, 'appends'> & { readonly spool: LogSpool }): Logs {
  const { telemetry, spool, ids, log, clock } = parts;
  const appends = new Appends(telemetry, ids);
  spool.ingest(LOG_KIND, (entries) => deliverLogs({ ...parts, appends }, entries));
  const sweeper = new Sweeper(parts);
  sweeper.start();
  return {
    service: logsService({ telemetry, appends, spool: { drain: () => drained(spool, clock, log) } }),
    sink: spoolSink((kind, payload) => spool.append(kind, payload), log, clock),
    sweeper,
    close: () => sweeper.close(),
  };
}

/** For a reader: what functions have logged so far is there, unless so much waits, or it fails, that it must do without. */
async function drained(spool: LogSpool, clock: Clock, log: Log): Promise<void> {
  const patience = Promise.withResolvers<void>();
  const cancel = clock.after(DRAIN_WAIT_MS, patience.resolve);
  const all = spool.drain().catch((error: unknown) => log.error('logs: the spool could not be ingested', error));
  await Promise.race([all, patience.promise]);
  cancel();
}
