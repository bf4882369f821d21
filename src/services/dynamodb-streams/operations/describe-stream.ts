/** DescribeStream: a stream has one shard, which is closed when the stream is switched off. */
import { validationError } from '../errors.ts';
import type { DescribeStreamInput, DescribeStreamOutput, Shard } from '../model.ts';
import { requireStream, sequenceNumber, shardId } from '../names.ts';
import type { DynamodbStreamsContext } from '../parts.ts';
import type { TableStream } from '../source.ts';

export async function describeStream(
  ctx: DynamodbStreamsContext,
  input: DescribeStreamInput,
): Promise<DescribeStreamOutput> {
  const { ShardFilter: filter } = input;
  if (filter && (filter.Type === undefined || filter.ShardId === undefined))
    throw validationError('ShardFilter must have both Type and ShardId');
  const stream = await requireStream(ctx, input.StreamArn);
  const { disabledAtMs } = stream;
  const shard = await shardOf(ctx, stream);
  // Nothing comes after the only shard, and it has no children.
  const shown = input.ExclusiveStartShardId === undefined && !filter;
  return {
    StreamDescription: {
      StreamArn: input.StreamArn,
      StreamLabel: stream.label,
      StreamStatus: disabledAtMs === undefined ? 'ENABLED' : 'DISABLED',
      StreamViewType: stream.viewType,
      CreationRequestDateTime: stream.createdAtMs,
      TableName: stream.tableName,
      KeySchema: stream.keySchema,
      Shards: shown ? [shard] : [],
    },
  };
}

async function shardOf(ctx: DynamodbStreamsContext, stream: TableStream): Promise<Shard> {
  const { next } = await ctx.parts.source.bounds(stream);
  return {
    ShardId: shardId(stream),
    SequenceNumberRange: {
      StartingSequenceNumber: sequenceNumber(0n),
      ...(stream.disabledAtMs !== undefined && { EndingSequenceNumber: sequenceNumber(next - 1n) }),
    },
  };
}
