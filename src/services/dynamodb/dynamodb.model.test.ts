/** Random sequences of writes, in every form, against a model of a few lines: every answer and every index is the model's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Bench, openBench } from './dynamodb.fixture.ts';
import type { AttributeValue, CreateTableInput, QueryInput } from './model.ts';
import { batchWriteItem } from './operations/batch-write-item.ts';
import { deleteItem } from './operations/delete-item.ts';
import { describeTable } from './operations/describe-table.ts';
import { getItem } from './operations/get-item.ts';
import { putItem } from './operations/put-item.ts';
import { query } from './operations/query.ts';
import { scan } from './operations/scan.ts';
import { transactWriteItems } from './operations/transact-write-items.ts';
import { updateItem } from './operations/update-item.ts';

type Item = Readonly<Record<string, AttributeValue>>;

/** What the model keeps of an item; absent members are absent attributes. */
interface Row {
  readonly pk: string;
  readonly sk: number;
  readonly rank?: number | undefined;
  readonly team?: string | undefined;
}

type Place = Pick<Row, 'pk' | 'sk'>;
type Rows = Map<string, Row>;

/** On the row as it is before the write. */
type Condition = 'none' | 'exists' | 'missing' | 'ranked';

type Write = { readonly condition: Condition } & (
  | { readonly kind: 'put'; readonly row: Row }
  | { readonly kind: 'delete'; readonly at: Place }
  | { readonly kind: 'add'; readonly at: Place; readonly by: number }
  | { readonly kind: 'join'; readonly at: Place; readonly team: string | undefined }
);

type Step =
  | { readonly kind: 'write'; readonly write: Write }
  | { readonly kind: 'transaction'; readonly writes: readonly Write[] }
  | { readonly kind: 'batch'; readonly writes: readonly Write[] };

const place = fc.record({ pk: fc.constantFrom('a', 'b'), sk: fc.integer({ min: -2, max: 2 }) });
const team = fc.constantFrom('red', 'blue', undefined);
const rank = fc.option(fc.integer({ min: -11, max: 11 }), { nil: undefined });
const condition = fc.constantFrom<Condition[]>('none', 'none', 'exists', 'missing', 'ranked');
const write: fc.Arbitrary<Write> = fc.oneof(
  fc.record({
    kind: fc.constant('put' as const),
    condition,
    row: fc.tuple(place, rank, team).map(([at, of, to]): Row => ({ ...at, rank: of, team: to })),
  }),
  fc.record({ kind: fc.constant('delete' as const), condition, at: place }),
  fc.record({ kind: fc.constant('add' as const), condition, at: place, by: fc.integer({ min: -3, max: 3 }) }),
  fc.record({ kind: fc.constant('join' as const), condition, at: place, team }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), write }) },
  fc.record({ kind: fc.constant('transaction' as const), writes: severalWrites() }),
  fc.record({ kind: fc.constant('batch' as const), writes: severalWrites() }),
);

/** Of different items. */
function severalWrites(): fc.Arbitrary<Write[]> {
  return fc.uniqueArray(write, { minLength: 1, maxLength: 4, selector: (one) => nameOf(placeOf(one)) });
}

function nameOf({ pk, sk }: Place): string {
  return `${pk} ${sk}`;
}

function placeOf(one: Write): Place {
  return one.kind === 'put' ? one.row : one.at;
}

/** The model: what a write makes of a row. */
function applied(row: Row | undefined, one: Write): Row | undefined {
  switch (one.kind) {
    case 'put':
      return one.row;
    case 'delete':
      return undefined;
    case 'add':
      return { ...one.at, ...row, rank: (row?.rank ?? 0) + one.by };
    case 'join':
      return one.team === undefined && !row ? undefined : { ...one.at, ...row, team: one.team };
  }
}

function holds(row: Row | undefined, asked: Condition): boolean {
  switch (asked) {
    case 'none':
      return true;
    case 'exists':
      return row !== undefined;
    case 'missing':
      return row === undefined;
    case 'ranked':
      return row?.rank !== undefined && row.rank >= 0;
  }
}

const EXPRESSIONS: Readonly<Record<Condition, object>> = {
  none: {},
  exists: { ConditionExpression: 'attribute_exists(pk)' },
  missing: { ConditionExpression: 'attribute_not_exists(pk)' },
  ranked: { ConditionExpression: 'ranking >= :zero', ExpressionAttributeValues: { ':zero': { N: '0' } } },
};

const keyOf = ({ pk, sk }: Place): Item => ({ pk: { S: pk }, sk: { N: String(sk) } });

function itemOf(row: Row): Item {
  return {
    ...keyOf(row),
    ...(row.rank !== undefined && { ranking: { N: String(row.rank) } }),
    ...(row.team !== undefined && { team: { S: row.team } }),
  };
}

function updateOf(one: Write): {
  UpdateExpression: string;
  ExpressionAttributeValues?: Record<string, AttributeValue>;
} {
  if (one.kind === 'add')
    return { UpdateExpression: 'ADD ranking :by', ExpressionAttributeValues: { ':by': { N: String(one.by) } } };
  if (one.kind === 'join' && one.team !== undefined)
    return { UpdateExpression: 'SET team = :team', ExpressionAttributeValues: { ':team': { S: one.team } } };
  return { UpdateExpression: 'REMOVE team' };
}

/** The members that PutItem, DeleteItem and UpdateItem share with the parts of transactions. */
function requestOf(one: Write, TableName: string) {
  const asked = EXPRESSIONS[one.condition] as { ExpressionAttributeValues?: Record<string, AttributeValue> };
  if (one.kind === 'put') return { Put: { TableName, Item: itemOf(one.row), ...asked } };
  if (one.kind === 'delete') return { Delete: { TableName, Key: keyOf(one.at), ...asked } };
  const update = updateOf(one);
  const values = { ...update.ExpressionAttributeValues, ...asked.ExpressionAttributeValues };
  const given = Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {};
  return { Update: { TableName, Key: keyOf(one.at), ...asked, ...update, ...given } };
}

const ALL = { ProjectionType: 'ALL' as const };
const TABLE: Partial<CreateTableInput> = {
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'N' },
    { AttributeName: 'ranking', AttributeType: 'N' },
    { AttributeName: 'team', AttributeType: 'S' },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'by-rank',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'ranking', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-team',
      KeySchema: [
        { AttributeName: 'team', KeyType: 'HASH' },
        { AttributeName: 'ranking', KeyType: 'RANGE' },
      ],
      Projection: ALL,
    },
  ],
};

/** Does it, and says whether its conditions held. */
async function perform(bench: Bench, TableName: string, done: Step): Promise<boolean> {
  try {
    if (done.kind === 'transaction') {
      const TransactItems = done.writes.map((one) => requestOf(one, TableName));
      await transactWriteItems(bench.context(), { TransactItems });
    } else if (done.kind === 'batch') {
      const requests = done.writes.map((one) =>
        one.kind === 'put'
          ? { PutRequest: { Item: itemOf(one.row) } }
          : { DeleteRequest: { Key: keyOf(placeOf(one)) } },
      );
      await batchWriteItem(bench.context(), { RequestItems: { [TableName]: requests } });
    } else {
      const { Put, Delete, Update } = requestOf(done.write, TableName);
      if (Put) await putItem(bench.context(), Put);
      if (Delete) await deleteItem(bench.context(), Delete);
      if (Update) await updateItem(bench.context(), Update);
    }
    return true;
  } catch (error) {
    const { name } = error as Error;
    if (name !== 'ConditionalCheckFailedException' && name !== 'TransactionCanceledException') throw error;
    return false;
  }
}

/** The same on the model. */
function performOn(rows: Rows, done: Step): boolean {
  const writes = done.kind === 'write' ? [done.write] : done.writes;
  const asked = done.kind === 'batch' ? writes.map(asBatch) : writes;
  if (!asked.every((one) => holds(rows.get(nameOf(placeOf(one))), one.condition))) return false;
  for (const one of asked) {
    const name = nameOf(placeOf(one));
    const row = applied(rows.get(name), one);
    if (row) rows.set(name, row);
    else rows.delete(name);
  }
  return true;
}

/** Batches know neither conditions nor updates. */
function asBatch(one: Write): Write {
  return one.kind === 'put' ? { ...one, condition: 'none' } : { kind: 'delete', condition: 'none', at: placeOf(one) };
}

/** All pages of two. */
async function all(bench: Bench, input: QueryInput): Promise<Item[]> {
  const items: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await query(bench.context(), { ...input, Limit: 2, ExclusiveStartKey });
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}

async function assertSame(bench: Bench, TableName: string, rows: Rows): Promise<void> {
  const sorted = [...rows.values()].toSorted((one, other) => one.sk - other.sk);
  for (const pk of ['a', 'b']) {
    const of = { TableName, KeyConditionExpression: 'pk = :v', ExpressionAttributeValues: { ':v': { S: pk } } };
    const own = sorted.filter((row) => row.pk === pk);
    assert.deepEqual(await all(bench, of), own.map(itemOf));
    assert.deepEqual(await all(bench, { ...of, ScanIndexForward: false }), own.map(itemOf).toReversed());
    const ranked = own.filter((row) => row.rank !== undefined);
    const local = await all(bench, { ...of, IndexName: 'by-rank', Select: 'ALL_ATTRIBUTES' });
    assert.deepEqual(sortedItems(local), sortedItems(ranked.map(itemOf)));
    assertAscending(local);
  }
  for (const name of ['red', 'blue']) {
    const found = await all(bench, {
      TableName,
      IndexName: 'by-team',
      KeyConditionExpression: 'team = :v',
      ExpressionAttributeValues: { ':v': { S: name } },
    });
    const members = sorted.filter((row) => row.team === name && row.rank !== undefined);
    assert.deepEqual(sortedItems(found), sortedItems(members.map(itemOf)));
    assertAscending(found);
  }
  await assertCounted(bench, TableName, sorted);
}

function assertAscending(items: readonly Item[]): void {
  const ranks = items.map(({ ranking }) => Number(ranking?.N));
  assert.deepEqual(
    ranks,
    ranks.toSorted((one, other) => one - other),
  );
}

function sortedItems(items: readonly Item[]): string[] {
  return items
    .map((item) => JSON.stringify(Object.entries(item).toSorted(([one], [other]) => (one < other ? -1 : 1))))
    .toSorted();
}

async function assertCounted(bench: Bench, TableName: string, rows: readonly Row[]): Promise<void> {
  const { Table } = await describeTable(bench.context(), { TableName });
  assert.equal(Table?.ItemCount, rows.length);
  const scanned = await scan(bench.context(), { TableName });
  assert.deepEqual(sortedItems(scanned.Items ?? []), sortedItems(rows.map(itemOf)));
  const ranked = rows.filter((row) => row.rank !== undefined);
  assert.equal(Table?.LocalSecondaryIndexes?.[0]?.ItemCount, ranked.length);
  assert.equal(Table?.GlobalSecondaryIndexes?.[0]?.ItemCount, ranked.filter((row) => row.team !== undefined).length);
  if (rows.length === 0) assert.equal(Table?.TableSizeBytes, 0);
}

test('random sequences give what the model gives', async () => {
  await using bench = await openBench();
  let tables = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const TableName = `table-${tables++}`;
      await bench.table(TableName, TABLE);
      const rows: Rows = new Map();
      for (const done of steps) assert.equal(await perform(bench, TableName, done), performOn(rows, done));
      await assertSame(bench, TableName, rows);
    }),
    { numRuns: 40 },
  );
});

test('writes at once give what some order of them gives', async () => {
  await using bench = await openBench();
  let tables = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
      const TableName = `table-${tables++}`;
      await bench.table(TableName, TABLE);
      // What every order gives the same: additions, and what is there in the end is in the indexes too.
      const Key = keyOf({ pk: 'sum', sk: 0 });
      const add = () =>
        updateItem(bench.context(), {
          TableName,
          Key,
          UpdateExpression: 'ADD ranking :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        });
      await Promise.all(steps.flatMap((done) => [perform(bench, TableName, done), add()]));
      const { Item: sum } = await getItem(bench.context(), { TableName, Key });
      assert.equal(sum?.['ranking']?.N, String(steps.length));
      const { Items: rows = [] } = await scan(bench.context(), { TableName });
      const { Items: ranked = [] } = await scan(bench.context(), { TableName, IndexName: 'by-team' });
      const wanted = rows.filter(({ ranking, team: of }) => ranking && of);
      assert.deepEqual(sortedItems(ranked), sortedItems(wanted));
      const { Table } = await describeTable(bench.context(), { TableName });
      assert.equal(Table?.ItemCount, rows.length);
      assert.equal(Table?.GlobalSecondaryIndexes?.[0]?.ItemCount, wanted.length);
    }),
    { numRuns: 25 },
  );
});
