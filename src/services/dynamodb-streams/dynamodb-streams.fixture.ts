/** For this service's tests: it and the tables whose streams it reads, on a real store. */
import { type Bench, openBench } from '../dynamodb/dynamodb.fixture.ts';
import type { CreateTableInput } from '../dynamodb/model.ts';
import { deleteItem } from '../dynamodb/operations/delete-item.ts';
import { describeTable } from '../dynamodb/operations/describe-table.ts';
import { putItem } from '../dynamodb/operations/put-item.ts';
import type { Item } from '../dynamodb/values/value.ts';
import type { GetShardIteratorInput, RecordShape } from './model.ts';
import { describeStream } from './operations/describe-stream.ts';
import { getRecords } from './operations/get-records.ts';
import { getShardIterator } from './operations/get-shard-iterator.ts';
import type { DynamodbStreamsContext } from './parts.ts';
import { dynamodbStreamsService } from './service.ts';

export interface StreamsBench {
  readonly tables: Bench;
  context(): DynamodbStreamsContext;
  /** A table with a stream of both images; answers the stream's ARN. */
  table(name: string, input?: Partial<CreateTableInput>): Promise<string>;
  put(table: string, item: Item): Promise<void>;
  remove(table: string, key: Item): Promise<void>;
  shardIdOf(arn: string): Promise<string>;
  iterator(arn: string, type: GetShardIteratorInput['ShardIteratorType'], sequenceNumber?: string): Promise<string>;
  /** All that there is from the beginning on. */
  records(arn: string): Promise<readonly RecordShape[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

const BOTH = { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } } as const;

export async function openStreamsBench(kept?: string): Promise<StreamsBench> {
  const tables = await openBench(kept);
  const { parts } = dynamodbStreamsService({ source: tables.dynamodb.streams });
  const context = (): DynamodbStreamsContext => ({ ...tables.context(), parts });
  const bench: StreamsBench = {
    tables,
    context,
    async table(name, input) {
      await tables.table(name, { ...BOTH, ...input });
      return await latestStream(tables, name);
    },
    async put(TableName, Item) {
      await putItem(tables.context(), { TableName, Item });
    },
    async remove(TableName, Key) {
      await deleteItem(tables.context(), { TableName, Key });
    },
    async shardIdOf(StreamArn) {
      const { StreamDescription } = await describeStream(context(), { StreamArn });
      return StreamDescription?.Shards?.[0]?.ShardId ?? '';
    },
    async iterator(StreamArn, ShardIteratorType, SequenceNumber) {
      const ShardId = await bench.shardIdOf(StreamArn);
      const input = { StreamArn, ShardId, ShardIteratorType, SequenceNumber };
      return (await getShardIterator(context(), input)).ShardIterator ?? '';
    },
    async records(arn) {
      const ShardIterator = await bench.iterator(arn, 'TRIM_HORIZON');
      return (await getRecords(context(), { ShardIterator })).Records ?? [];
    },
    [Symbol.asyncDispose]: () => tables[Symbol.asyncDispose](),
  };
  return bench;
}

export async function latestStream(tables: Bench, TableName: string): Promise<string> {
  return (await describeTable(tables.context(), { TableName })).Table?.LatestStreamArn ?? '';
}

/** An item of the bench's tables. */
export function item(sk: string, rest: Item = {}): Item {
  return { pk: { S: 'a' }, sk: { S: sk }, ...rest };
}
