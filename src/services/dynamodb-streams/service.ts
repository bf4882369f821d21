/** DynamoDB Streams: the manifest. */
import { defineService, type Service } from '../service.ts';
import { dynamodbStreamsAccess } from './access.ts';
import type { Operations } from './model.ts';
import { describeStream } from './operations/describe-stream.ts';
import { getRecords } from './operations/get-records.ts';
import { getShardIterator } from './operations/get-shard-iterator.ts';
import { listStreams } from './operations/list-streams.ts';
import type { DynamodbStreamsParts } from './parts.ts';
import { quirks } from './quirks.ts';

export function dynamodbStreamsService(parts: DynamodbStreamsParts): Service<DynamodbStreamsParts> {
  return defineService<DynamodbStreamsParts, Operations>({
    name: 'dynamodb-streams',
    modelUrl: new URL('./model.json', import.meta.url),
    operations: {
      DescribeStream: describeStream,
      GetRecords: getRecords,
      GetShardIterator: getShardIterator,
      ListStreams: listStreams,
    },
    access: dynamodbStreamsAccess,
    parts,
    quirks,
  });
}
