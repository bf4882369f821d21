/** CloudWatch Logs: the manifest. */
import type { Store } from '../../storage/store.ts';
import { defineService, type Service } from '../service.ts';
import type { Appends } from './events/appends.ts';
import type { Operations } from './model.ts';
import { quirks } from './quirks.ts';

export interface LogsParts {
  /** Streams and events; groups are in the state store. */
  readonly telemetry: Store;
  /** Made on the same store; shared with the delivery of functions' logs (deliver.ts). */
  readonly appends: Appends;
  /** Brings what functions have logged so far into the telemetry store, in bounded time; reads call it first. */
  readonly spool: { drain(): Promise<void> };
}

export function logsService(parts: LogsParts): Service<LogsParts> {
  return defineService<LogsParts, Operations>({
    name: 'logs',
    modelUrl: new URL('./model.json', import.meta.url),
    load: () => import('./operations.ts'),
    parts,
    quirks,
  });
}
