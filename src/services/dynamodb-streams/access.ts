/** How each operation is authorized: on the stream's ARN. */
import type { Access, AccessTable } from '../service.ts';
import { arnOfIterator } from './iterator.ts';
import type { Operations } from './model.ts';
import { parseStreamArn } from './names.ts';
import type { DynamodbStreamsParts } from './parts.ts';

export const dynamodbStreamsAccess: AccessTable<DynamodbStreamsParts, Operations> = {
  DescribeStream: onStream('dynamodb:DescribeStream', ({ StreamArn }) => StreamArn),
  GetRecords: onStream('dynamodb:GetRecords', ({ ShardIterator }) => arnOfIterator(ShardIterator)),
  GetShardIterator: onStream('dynamodb:GetShardIterator', ({ StreamArn }) => StreamArn),
  ListStreams: {
    actions: ['dynamodb:ListStreams'],
    checks: () => [{ action: 'dynamodb:ListStreams', resource: '*' }],
  },
};

function onStream<Input>(action: string, arnOf: (input: Input) => string): Access<DynamodbStreamsParts, Input> {
  return {
    actions: [action],
    checks(_, input) {
      const arn = arnOf(input);
      return [{ action, resource: arn, resourceAccountId: parseStreamArn(arn).accountId }];
    },
  };
}
