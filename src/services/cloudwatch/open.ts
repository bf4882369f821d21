/** The room as a whole, as main.ts opens it: the service, the sink of functions' metrics, and the background work. */
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Log } from '../../kit/log.ts';
import type { Store } from '../../storage/store.ts';
import type { Service } from '../service.ts';
import { AlarmEvaluator } from './alarms/evaluator.ts';
import { HistorySweeper } from './alarms/history-sweeper.ts';
import { type FunctionMetrics, SpooledFunctionMetrics } from './function-metrics.ts';
import { DRAIN_WAIT_MS } from './limits.ts';
import { MetricSweeper } from './metrics/sweeper.ts';
import { MetricWriter } from './metrics/writer.ts';
import { type CloudwatchParts, cloudwatchService } from './service.ts';

export interface OpenCloudwatchParts {
  /** Alarms and their history. */
  readonly store: Store;
  /** Metrics and their data. */
  readonly telemetry: Store;
  /** Through which usage comes: reads wait for what it holds. Without it they do not. */
  readonly spool?: { drain(): Promise<void> };
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export interface Cloudwatch {
  readonly service: Service<CloudwatchParts>;
  readonly functionMetrics: FunctionMetrics;
  /** For tests: each runs by itself, on the clock. */
  readonly background: {
    readonly evaluator: AlarmEvaluator;
    readonly metricSweeper: MetricSweeper;
    readonly historySweeper: HistorySweeper;
  };
  /** Stops the background work and writes what is counted; call it before the stores are closed. */
  close(): Promise<void>;
}

export function openCloudwatch(parts: OpenCloudwatchParts): Cloudwatch {
  const { store: state, telemetry } = parts;
  const writer = new MetricWriter(parts);
  const functionMetrics = new SpooledFunctionMetrics({ ...parts, writer });
  const drain = (): Promise<void> => drained(parts);
  const evaluator = new AlarmEvaluator({ ...parts, state, drain });
  const metricSweeper = new MetricSweeper(parts);
  const historySweeper = new HistorySweeper({ ...parts, state });
  const background = { evaluator, metricSweeper, historySweeper };
  for (const work of Object.values(background)) work.start();
  return {
    service: cloudwatchService({ telemetry, writer, drain }),
    functionMetrics,
    background,
    async close() {
      await Promise.all(Object.values(background).map((work) => work.close()));
      await functionMetrics.close();
      await writer.close();
    },
  };
}

/** For a reader: the invocations so far are counted, unless so much waits, or it fails, that it must do without. */
async function drained({ spool, clock, log }: OpenCloudwatchParts): Promise<void> {
  if (!spool) return;
  const patience = Promise.withResolvers<void>();
  const cancel = clock.after(DRAIN_WAIT_MS, patience.resolve);
  const all = spool.drain().catch((error: unknown) => log.error('cloudwatch: the spool could not be ingested', error));
  await Promise.race([all, patience.promise]);
  cancel();
}
