/** What the operations of the service share. */
import type { Context } from '../service.ts';
import type { Throttle } from './capacity/throttle.ts';
import type { ObjectStore } from './object-store.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { TableCache } from './tables/cache.ts';

export interface DynamodbParts {
  readonly tables: TableCache;
  readonly throttle: Throttle;
  /** To be woken after a commit that leaves a job. */
  readonly jobs: Jobs;
  /** To be woken after a commit that leaves it something to do. */
  readonly copier: { wake(): void; run(): Promise<void> };
  readonly ttl: { wake(): void };
  /** Buckets, for exports and imports. */
  readonly objects: ObjectStore;
  readonly transfers: { wake(): void };
}

export type DynamodbContext = Context<DynamodbParts>;
