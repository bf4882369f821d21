/** DynamoDB Streams: what makes each error of its operations. The last of them move the clock by a day. */
import { ACCOUNT, type DataCloud, type Input } from './data-cloud.ts';
import { each, type ErrorCases } from './cases.ts';
import { ON_DEMAND } from './dynamodb-cases.ts';

const MISSING = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/missing/stream/2026-11-27T12:00:00.000`;
const DAY_MS = 24 * 3_600_000;

/** Of a table `changes`, in which two items are. */
async function shardOf(cloud: DataCloud): Promise<{ readonly StreamArn: string; readonly ShardId: string }> {
  const { Table } = await cloud.send<{ Table: { LatestStreamArn: string } }>('dynamodb', 'DescribeTable', {
    TableName: 'changes',
  });
  const StreamArn = Table.LatestStreamArn;
  const { StreamDescription } = await cloud.send<{ StreamDescription: { Shards: [{ ShardId: string }] } }>(
    'dynamodb-streams',
    'DescribeStream',
    { StreamArn },
  );
  return { StreamArn, ShardId: StreamDescription.Shards[0].ShardId };
}

export async function prepareStream(cloud: DataCloud): Promise<void> {
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' };
  await cloud.send('dynamodb', 'CreateTable', { TableName: 'changes', ...ON_DEMAND, StreamSpecification });
  for (const S of ['a', 'b']) await cloud.send('dynamodb', 'PutItem', { TableName: 'changes', Item: { pk: { S } } });
}

const FIRST = { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: `1${'1'.padStart(20, '0')}` };

async function iteratorAtFirst(cloud: DataCloud): Promise<Input> {
  const input = { ...(await shardOf(cloud)), ...FIRST };
  const { ShardIterator } = await cloud.send('dynamodb-streams', 'GetShardIterator', input);
  return { ShardIterator };
}

export const streamsCases: ErrorCases = {
  ...each(
    'ResourceNotFoundException',
    {
      DescribeStream: { StreamArn: MISSING },
      GetShardIterator: {
        StreamArn: MISSING,
        ShardId: 'shardId-00000000000000000000-00000000',
        ShardIteratorType: 'LATEST',
      },
      GetRecords: { ShardIterator: `${MISSING}|1|${Buffer.from('zzzzzzzz.1').toString('base64')}` },
    },
    { message: `Requested resource not found: Stream: ${MISSING} not found` },
  ),
  'GetRecords ExpiredIteratorException': {
    async input(cloud) {
      const input = await iteratorAtFirst(cloud);
      cloud.clock.advance(15 * 60_000 + 1);
      return input;
    },
    message: 'The shard iterator has expired and can no longer be used to retrieve stream records.',
  },
  'GetRecords TrimmedDataAccessException': {
    async input(cloud) {
      cloud.clock.advance(DAY_MS - 20 * 60_000);
      const input = await iteratorAtFirst(cloud);
      // Less than an iterator lives, and enough for the records.
      cloud.clock.advance(10 * 60_000);
      await cloud.dynamodb.background.trimmer.run();
      return input;
    },
    message: 'The data you are trying to access has been trimmed',
  },
  'GetShardIterator TrimmedDataAccessException': {
    input: async (cloud) => ({ ...(await shardOf(cloud)), ...FIRST }),
    message: 'The data you are trying to access has been trimmed',
  },
};
