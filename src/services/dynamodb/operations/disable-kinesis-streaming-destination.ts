/** DisableKinesisStreamingDestination: as AWS answers where there is none (ack-api-quirks, DDB-TABLE-302, 2026-10-09). */
import { tableNotFound, validationError } from '../errors.ts';
import type { KinesisStreamingDestinationInput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { requireTable } from '../tables/cache.ts';

export async function disableKinesisStreamingDestination(
  ctx: DynamodbContext,
  input: KinesisStreamingDestinationInput,
): Promise<never> {
  await requireTable(ctx, input.TableName, tableNotFound);
  throw validationError(
    'Table is not in a valid state to enable Kinesis Streaming Destination: KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.',
  );
}
