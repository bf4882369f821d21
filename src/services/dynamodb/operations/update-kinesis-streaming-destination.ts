/** UpdateKinesisStreamingDestination: as AWS answers where there is none (ack-api-quirks, DDB-TABLE-442, 2026-10-09). */
import { tableNotFound, validationError } from '../errors.ts';
import type { UpdateKinesisStreamingDestinationInput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { requireTable } from '../tables/cache.ts';

export async function updateKinesisStreamingDestination(
  ctx: DynamodbContext,
  input: UpdateKinesisStreamingDestinationInput,
): Promise<never> {
  const { record } = await requireTable(ctx, input.TableName, tableNotFound);
  throw validationError(
    `Table is not in a valid state to enable Kinesis Streaming Destination: Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE state. TableName: ${record.name}, kdsArn: ${input.StreamArn}`,
  );
}
