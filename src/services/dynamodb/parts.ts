/** What the operations of the service share. */
import type { Context } from '../service.ts';
import type { TableCache } from './tables/cache.ts';

export interface DynamodbParts {
  readonly tables: TableCache;
}

export type DynamodbContext = Context<DynamodbParts>;
