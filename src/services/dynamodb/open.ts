/** The room as a whole, as main.ts opens it: the service, and its background work. */
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Log } from '../../kit/log.ts';
import type { Store } from '../../storage/store.ts';
import type { Service } from '../service.ts';
import type { DynamodbParts } from './parts.ts';
import { dynamodbService } from './service.ts';
import { TableCache } from './tables/cache.ts';

export interface DynamodbOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export interface Dynamodb {
  readonly service: Service<DynamodbParts>;
  /** Stops the background work; call it before the store is closed. */
  close(): Promise<void>;
}

export function openDynamodb({ store }: DynamodbOptions): Dynamodb {
  const tables = new TableCache(store);
  return { service: dynamodbService({ tables }), close: () => Promise.resolve() };
}
