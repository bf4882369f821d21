/** Items of the kinds that copies, exports and imports must bring over as they are, and how they are compared. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  type AttributeValue,
  type CreateTableInput,
  type DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;
/** What `textOf` makes of items, by what it makes of their keys. */
export type Texts = ReadonlyMap<string, string>;

export const INDEX = 'by-group';
const SETS = new Set(['SS', 'NS', 'BS']);

export const SCHEMA = {
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'n', AttributeType: 'N' },
    { AttributeName: 'group', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'n', KeyType: 'RANGE' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
  GlobalSecondaryIndexes: [
    {
      IndexName: INDEX,
      KeySchema: [
        { AttributeName: 'group', KeyType: 'HASH' },
        { AttributeName: 'n', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['tags'] },
    },
  ],
} satisfies Partial<CreateTableInput>;

/** Always the same key for a number; each time other bytes. A third of them is not in the index. */
export function itemOf(number: number, rawBytes: number): Item {
  return {
    ...keyOf(number),
    ...(number % 3 > 0 && { group: { S: `group ${number % 7}` } }),
    raw: { B: randomBytes(rawBytes) },
    tags: { SS: ['ä', `tag ${number % 5}`, randomBytes(4).toString('hex')] },
    sizes: { NS: ['-0.25', '123456789012345678901234567890', String(number)] },
    parts: { BS: [randomBytes(3), Buffer.from([0, 255, number % 256, 7])] },
    more: { M: { list: { L: [{ NULL: true }, { BOOL: false }, { N: '1.5' }, { S: 'line\nbreak "quoted"' }] } } },
  };
}

export function keyOf(number: number): Item {
  return { pk: { S: `customer ${number % 100}` }, n: { N: String(number) } };
}

export function keyTextOf({ pk, n }: Item): string {
  return textOf({ pk, n });
}

/** The same for what an SDK gave and for what stands in JSON; members of sets have no order. */
export function textOf(item: object): string {
  return JSON.stringify(plain(item, ''));
}

function plain(value: unknown, name: string): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) {
    const members = value.map((member) => plain(member, ''));
    return SETS.has(name) ? members.map(String).toSorted() : members;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, plain(member, key)]));
}

/** What the index shows of the items. */
export function indexedOf(texts: Texts): Texts {
  const indexed = [...texts].flatMap(([key, text]): (readonly [string, string])[] => {
    const { pk, n, group, tags } = JSON.parse(text) as Record<string, object | undefined>;
    return group ? [[key, textOf({ pk, n, group, tags })]] : [];
  });
  return new Map(indexed);
}

export async function scan(client: DynamoDBClient, TableName: string, IndexName?: string): Promise<Texts> {
  const found = new Map<string, string>();
  const input = { TableName, IndexName, ...(IndexName === undefined && { ConsistentRead: true }) };
  for await (const { Items = [] } of paginateScan({ client }, input)) {
    for (const item of Items) add(found, item, TableName);
  }
  return found;
}

export function add(found: Map<string, string>, item: Item, where: string): void {
  const key = keyTextOf(item);
  assert.ok(!found.has(key), `${key} is twice in ${where}`);
  found.set(key, textOf(item));
}

/** As assert.deepEqual, which would print megabytes. */
export function assertSame(found: Texts, expected: Texts, where: string): void {
  const missing = [...expected.keys()].filter((key) => !found.has(key));
  const besides = [...found.keys()].filter((key) => !expected.has(key));
  const other = [...expected].filter(([key, text]) => found.has(key) && found.get(key) !== text).map(([key]) => key);
  const wrong = { missing, besides, other };
  const first = Object.entries(wrong).map(([name, keys]) => `${keys.length} ${name} (${keys.slice(0, 2).join(', ')})`);
  assert.ok(missing.length + besides.length + other.length === 0, `${where}: ${first.join(', ')}`);
}
