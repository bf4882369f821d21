/** GetShardIterator: where reading begins. */
import { shardNotFound, validationError } from '../errors.ts';
import { encodeIterator, type ShardIterator } from '../iterator.ts';
import { type GetShardIteratorInput, type GetShardIteratorOutput, TrimmedDataAccessException } from '../model.ts';
import { parseSequenceNumber, requireStream, shardId } from '../names.ts';
import type { DynamodbStreamsContext } from '../parts.ts';
import type { TableStream } from '../source.ts';

export async function getShardIterator(
  ctx: DynamodbStreamsContext,
  input: GetShardIteratorInput,
): Promise<GetShardIteratorOutput> {
  const stream = await requireStream(ctx, input.StreamArn);
  if (input.ShardId !== shardId(stream)) throw shardNotFound();
  const from = await positionOf(ctx, stream, input);
  return { ShardIterator: encodeIterator({ arn: input.StreamArn, from }, ctx.clock.nowMs()) };
}

async function positionOf(
  ctx: DynamodbStreamsContext,
  stream: TableStream,
  { ShardIteratorType: type, SequenceNumber: text }: GetShardIteratorInput,
): Promise<ShardIterator['from']> {
  if (text !== undefined && (type === 'TRIM_HORIZON' || type === 'LATEST')) {
    throw validationError(`SequenceNumber may not be specified for ShardIteratorType ${type}`);
  }
  if (type === 'TRIM_HORIZON') return 'oldest';
  const { first, next } = await ctx.parts.source.bounds(stream);
  if (type === 'LATEST') return next;
  if (text === undefined) throw validationError(`SequenceNumber is required for ShardIteratorType ${type}`);
  const number = parseSequenceNumber(text);
  if (number === undefined || number >= next) throw validationError('Invalid SequenceNumber for the shard');
  const from = type === 'AT_SEQUENCE_NUMBER' ? number : number + 1n;
  if (from < first && !(from === 0n && first === 1n)) throw trimmed();
  return from;
}

/** Seen by a client of AWS (node-dynamodb-stream's issue 13, 2019-02-19). */
export function trimmed(): TrimmedDataAccessException {
  return new TrimmedDataAccessException('The data you are trying to access has been trimmed');
}
