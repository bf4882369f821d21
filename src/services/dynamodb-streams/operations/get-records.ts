/** GetRecords: changes in the order of their commits, each with the images that the stream keeps. */
import { requireLimit } from '../errors.ts';
import { decodeIterator, encodeIterator } from '../iterator.ts';
import { RECORDS_MAX } from '../limits.ts';
import type { GetRecordsInput, GetRecordsOutput, RecordShape } from '../model.ts';
import { eventId, requireStream, sequenceNumber } from '../names.ts';
import type { DynamodbStreamsContext } from '../parts.ts';
import type { TableChange, TableStream } from '../source.ts';
import { trimmed } from './get-shard-iterator.ts';

export async function getRecords(ctx: DynamodbStreamsContext, input: GetRecordsInput): Promise<GetRecordsOutput> {
  const { Limit: limit = RECORDS_MAX } = input;
  const { arn, from } = decodeIterator(input.ShardIterator, ctx.clock.nowMs());
  requireLimit(limit, RECORDS_MAX);
  const stream = await requireStream(ctx, arn);
  const { source } = ctx.parts;
  // Before the reading: what comes meanwhile is not missed, and a closed shard does not grow.
  const { first, next } = await source.bounds(stream);
  if (from !== 'oldest' && from > 0n && from < first) throw trimmed();
  const start = from === 'oldest' || from < first ? first : from;
  const changes = await source.read(stream, start, limit);
  const after = (changes.at(-1)?.number ?? start - 1n) + 1n;
  const ended = stream.disabledAtMs !== undefined && after >= next;
  return {
    Records: changes.map((change) => recordOf(stream, change)),
    ...(!ended && { NextShardIterator: encodeIterator({ arn, from: after }, ctx.clock.nowMs()) }),
  };
}

function recordOf(stream: TableStream, change: TableChange): RecordShape {
  const { number, event, atMs, keys, oldImage, newImage, sizeBytes } = change;
  return {
    eventID: eventId(stream, number),
    eventName: event,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: stream.region,
    dynamodb: {
      // To the second, as AWS has it.
      ApproximateCreationDateTime: Math.floor(atMs / 1000) * 1000,
      Keys: keys,
      ...(newImage && { NewImage: newImage }),
      ...(oldImage && { OldImage: oldImage }),
      SequenceNumber: sequenceNumber(number),
      SizeBytes: sizeBytes,
      StreamViewType: stream.viewType,
    },
    ...(change.byService && { userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' } }),
  };
}
