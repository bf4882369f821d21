/** What must hold of objects, items, indexes and streams after a kill. */
import assert from 'node:assert/strict';
import { type AttributeValue, paginateScan } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import { GetObjectCommand, NoSuchKey, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { BUCKET, type DataClients, type DataLoad, INDEX, TABLE } from './data-load.ts';

type Item = Record<string, AttributeValue>;

/** Every acknowledged object with its bytes, every deleted one gone, and the list says the same. */
export async function verifyObjects({ s3 }: DataClients, load: DataLoad, sample: number): Promise<void> {
  const some = [...load.objects].slice(-sample).filter(([key]) => !load.unknown.has(key));
  for (const [Key, bytes] of some) {
    const got = s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    if (bytes === undefined) {
      await assert.rejects(got, NoSuchKey, Key);
    } else {
      const { Body } = await got;
      assert.ok(bytes.equals(Buffer.from((await Body?.transformToByteArray()) ?? [])), `${Key} has other bytes`);
    }
  }
  if (sample < load.objects.size) return;
  const listed = new Set<string | undefined>();
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: BUCKET })) {
    for (const { Key } of Contents) listed.add(Key);
  }
  for (const [key, bytes] of some) assert.equal(listed.has(key), bytes !== undefined, key);
}

/** Items, pairs, counters; and the index holds just the items that have its key. */
export async function verifyItems({ dynamodb }: DataClients, load: DataLoad): Promise<void> {
  const items = await scan(dynamodb, undefined);
  for (const [pk, note] of load.items) if (!load.unknown.has(pk)) assert.equal(items.get(pk)?.['note']?.S, note, pk);
  for (const name of load.pairsTried) {
    const [a, b] = [items.has(`${name}-a`), items.has(`${name}-b`)];
    assert.equal(a, b, `half of the transaction ${name} is there`);
    if (load.pairs.has(name)) assert.ok(a, `the transaction ${name} is lost`);
  }
  for (const [name, { acknowledged, tried }] of load.counters) {
    const hits = Number(items.get(name)?.['hits']?.N ?? 0);
    assert.ok(hits >= acknowledged && hits <= tried, `${name}: ${hits}, acknowledged ${acknowledged}, tried ${tried}`);
  }
  const indexed = await scan(dynamodb, INDEX);
  assert.deepEqual(indexed, new Map([...items].filter(([, item]) => item['group'])));
}

async function scan(client: DataClients['dynamodb'], IndexName: string | undefined): Promise<Map<string, Item>> {
  const found = new Map<string, Item>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName: TABLE, IndexName })) {
    for (const item of Items) {
      const pk = item['pk']?.S ?? '';
      assert.ok(!found.has(pk), `${pk} is there twice`);
      found.set(pk, item);
    }
  }
  return found;
}

/** Its records are in order and without a gap: played back they give what the table holds. Resolves with their number. */
export async function verifyStream(
  client: DynamoDBStreamsClient,
  { dynamodb }: DataClients,
  load: DataLoad,
): Promise<number> {
  const records = await readStream(client);
  const played = new Map<string, Item>();
  let before = 0n;
  for (const { dynamodb: change } of records) {
    const number = BigInt(change?.SequenceNumber ?? 0);
    assert.ok(number > before, 'sequence numbers grow');
    before = number;
    const pk = change?.Keys?.['pk']?.S ?? '';
    // Each image follows from the one before: nothing was left out.
    assert.deepEqual(change?.OldImage, played.get(pk), pk);
    if (change?.NewImage) played.set(pk, change.NewImage);
    else played.delete(pk);
  }
  assert.deepEqual(played, await scan(dynamodb, undefined));
  assert.ok(records.length >= load.items.size + 2 * load.pairs.size);
  return records.length;
}

async function readStream(client: DynamoDBStreamsClient): Promise<StreamRecord[]> {
  const { Streams = [] } = await client.send(new ListStreamsCommand({ TableName: TABLE }));
  const StreamArn = Streams[0]?.StreamArn;
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
  const records: StreamRecord[] = [];
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    const place = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' as const };
    let { ShardIterator } = await client.send(new GetShardIteratorCommand(place));
    for (;;) {
      const page = await client.send(new GetRecordsCommand({ ShardIterator }));
      records.push(...(page.Records ?? []));
      // An open shard has always a next iterator; an empty page is its end for now.
      if (page.NextShardIterator === undefined || page.Records?.length === 0) break;
      ShardIterator = page.NextShardIterator;
    }
  }
  return records;
}
