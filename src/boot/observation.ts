/** What functions leave: their logs, metrics and usage. */
import process from 'node:process';
import { type Metering, openMetering, type UsageSpool } from '../metering/open.ts';
import type { ConcurrencyObserver } from '../runtime/pool/concurrency.ts';
import { type Cloudwatch, openCloudwatch } from '../services/cloudwatch/open.ts';
import { type Logs, openLogs } from '../services/logs/open.ts';
import type { Spool } from '../storage/spool.ts';
import type { Base } from './base.ts';
import type { Identity } from './identity.ts';
import { rolePermissions } from './role-permissions.ts';
import type { Storage } from './storage.ts';

export interface Observation {
  readonly logs: Logs;
  readonly cloudwatch: Cloudwatch;
  readonly metering: Metering;
  /** Counts running and refused invocations into the metrics. */
  readonly observer: ConcurrencyObserver;
}

export async function openObservation(
  { clock, ids, log, closers }: Base,
  { store, telemetry, spool }: Storage,
  { iam, authorizer }: Identity,
): Promise<Observation> {
  const permissions = rolePermissions(iam.identities, authorizer, clock);
  const logs = openLogs({ state: store, telemetry, spool, clock, ids, log, permissions });
  closers.add('logs', () => logs.close());
  const cloudwatch = openCloudwatch({ store, telemetry, spool, clock, ids, log });
  closers.add('cloudwatch', () => cloudwatch.close());
  const metrics = cloudwatch.functionMetrics;
  const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
  const usageSpool = forBoth(spool, metrics);
  const metering = await openMetering({ spool: usageSpool, state: store, telemetry, architecture, clock, ids, log });
  const observer: ConcurrencyObserver = {
    running: ({ accountId, region, name, version }, count, countOfAccount) =>
      metrics.running({ accountId, region, functionName: name, version }, count, countOfAccount),
    throttled: ({ accountId, region, name, version }) =>
      metrics.count('Throttles', { accountId, region, functionName: name, version }),
  };
  return { logs, cloudwatch, metering, observer };
}

/** Usage is written to the spool once and read by both: each takes every entry once, by its own mark. */
function forBoth(spool: Spool, metrics: Cloudwatch['functionMetrics']): UsageSpool {
  return {
    append: (kind, payload) => spool.append(kind, payload),
    drain: () => spool.drain(),
    ingest: (kind, handler) =>
      spool.ingest(kind, async (entries) => {
        await handler(entries);
        await metrics.ingest(entries);
      }),
  };
}
