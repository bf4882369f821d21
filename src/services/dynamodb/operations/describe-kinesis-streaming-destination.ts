/** DescribeKinesisStreamingDestination: no table has one. */
import { tableNotFound } from '../errors.ts';
import type { DescribeKinesisStreamingDestinationInput, DescribeKinesisStreamingDestinationOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { requireTable } from '../tables/cache.ts';

export async function describeKinesisStreamingDestination(
  ctx: DynamodbContext,
  input: DescribeKinesisStreamingDestinationInput,
): Promise<DescribeKinesisStreamingDestinationOutput> {
  const { record } = await requireTable(ctx, input.TableName, tableNotFound);
  return { TableName: record.name, KinesisDataStreamDestinations: [] };
}
