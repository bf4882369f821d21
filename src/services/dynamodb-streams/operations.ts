/** DynamoDB Streams: what it does and who may, loaded at the first request. */
import type { OperationTable } from '../service.ts';
import { dynamodbStreamsAccess } from './access.ts';
import type { Operations } from './model.ts';
import { describeStream } from './operations/describe-stream.ts';
import { getRecords } from './operations/get-records.ts';
import { getShardIterator } from './operations/get-shard-iterator.ts';
import { listStreams } from './operations/list-streams.ts';
import type { DynamodbStreamsParts } from './parts.ts';

export const operations: OperationTable<DynamodbStreamsParts, Operations> = {
  DescribeStream: describeStream,
  GetRecords: getRecords,
  GetShardIterator: getShardIterator,
  ListStreams: listStreams,
};

export const access = dynamodbStreamsAccess;
