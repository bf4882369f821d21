/** What the operations of the service share. */
import type { Context } from '../service.ts';
import type { StreamSource } from './source.ts';

export interface DynamodbStreamsParts {
  readonly source: StreamSource;
}

export type DynamodbStreamsContext = Context<DynamodbStreamsParts>;
