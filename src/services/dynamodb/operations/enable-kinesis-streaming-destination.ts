/** EnableKinesisStreamingDestination: refused, until there is Kinesis. */
import { tableNotFound, unsupported } from '../errors.ts';
import type { KinesisStreamingDestinationInput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { requireTable } from '../tables/cache.ts';

export async function enableKinesisStreamingDestination(
  ctx: DynamodbContext,
  input: KinesisStreamingDestinationInput,
): Promise<never> {
  await requireTable(ctx, input.TableName, tableNotFound);
  throw unsupported('A Kinesis stream as the destination of changes');
}
