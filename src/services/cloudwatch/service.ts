/** CloudWatch metrics and alarms: the manifest. */
import type { Store } from '../../storage/store.ts';
import { type Context, defineService, type Service } from '../service.ts';
import type { MetricWriter } from './metrics/writer.ts';
import type { Operations } from './model.ts';
import { quirks } from './quirks.ts';

export interface CloudwatchParts {
  /** Metrics and their data; alarms are in the state store. */
  readonly telemetry: Store;
  readonly writer: MetricWriter;
  /** Brings the metrics of invocations so far into the telemetry store, in bounded time; reads call it first. */
  drain(): Promise<void>;
}

export type CloudwatchContext = Context<CloudwatchParts>;

export function cloudwatchService(parts: CloudwatchParts): Service<CloudwatchParts> {
  return defineService<CloudwatchParts, Operations>({
    name: 'cloudwatch',
    modelUrl: new URL('./model.json', import.meta.url),
    load: () => import('./operations.ts'),
    parts,
    quirks,
  });
}
