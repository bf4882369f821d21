import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bench, openBench } from '../dynamodb.fixture.ts';
import type { AttributeDefinition, AttributeValue, GlobalSecondaryIndex, QueryInput, ScanInput } from '../model.ts';
import { putItem } from './put-item.ts';
import { query } from './query.ts';
import { scan } from './scan.ts';
import { updateItem } from './update-item.ts';

type Item = Readonly<Record<string, AttributeValue>>;
const S = (name: string): AttributeDefinition => ({ AttributeName: name, AttributeType: 'S' });

async function put(bench: Bench, table: string, items: readonly Item[]): Promise<void> {
  for (const item of items) await putItem(bench.context(), { TableName: table, Item: item });
}

/** The range keys of what a query answers. */
async function keysOf(bench: Bench, input: Partial<QueryInput>): Promise<string[]> {
  const { Items = [] } = await query(bench.context(), { TableName: 'people', ...input });
  return Items.map(({ sk }) => sk?.S ?? sk?.N ?? Buffer.from(sk?.B ?? []).toString('hex'));
}

const LETTERS = ['a', 'ab', 'b', '\u{ff5e}', '\u{1f600}'];

test('texts are in the order of their UTF-8, and every condition finds its stretch', async (t) => {
  await using bench = await openBench();
  await bench.table('people');
  await put(bench, 'people', [
    ...LETTERS.toReversed().map((sk) => ({ pk: { S: 'p' }, sk: { S: sk } })),
    { pk: { S: 'q' }, sk: { S: 'z' } },
  ]);
  const cases: readonly (readonly [string, Record<string, string>, readonly string[]])[] = [
    ['pk = :p', {}, LETTERS],
    ['pk = :p AND sk = :a', { ':a': 'ab' }, ['ab']],
    ['pk = :p AND sk < :a', { ':a': 'ab' }, ['a']],
    ['pk = :p AND sk <= :a', { ':a': 'ab' }, ['a', 'ab']],
    ['pk = :p AND sk > :a', { ':a': 'ab' }, LETTERS.slice(2)],
    ['pk = :p AND sk >= :a', { ':a': 'ab' }, LETTERS.slice(1)],
    ['pk = :p AND sk BETWEEN :a AND :b', { ':a': 'ab', ':b': 'b' }, ['ab', 'b']],
    ['pk = :p AND begins_with(sk, :a)', { ':a': 'a' }, ['a', 'ab']],
    ['pk = :p AND begins_with(sk, :a)', { ':a': '\u{1f600}' }, ['\u{1f600}']],
    ['pk = :p AND begins_with(sk, :a)', { ':a': 'c' }, []],
  ];
  for (const [expression, values, found] of cases) {
    await t.test(`${expression} ${JSON.stringify(values)}`, async () => {
      const all = Object.entries({ ':p': 'p', ...values }).map(([name, text]) => [name, { S: text }] as const);
      const input = { KeyConditionExpression: expression, ExpressionAttributeValues: Object.fromEntries(all) };
      assert.deepEqual(await keysOf(bench, input), found);
      assert.deepEqual(await keysOf(bench, { ...input, ScanIndexForward: false }), found.toReversed());
    });
  }
});

test('numbers are in numeric order', async () => {
  await using bench = await openBench();
  const AttributeDefinitions = [S('pk'), { AttributeName: 'sk', AttributeType: 'N' as const }];
  await bench.table('people', { AttributeDefinitions });
  const sorted = ['-1000', '-12.5', '-0.001', '0', '0.00000001', '1', '2', '10', '123456789012345678901234567890'];
  await put(
    bench,
    'people',
    sorted.toReversed().map((sk) => ({ pk: { S: 'p' }, sk: { N: sk } })),
  );
  const values = { ':p': { S: 'p' } };
  assert.deepEqual(
    await keysOf(bench, { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: values }),
    sorted,
  );
  const between = 'pk = :p AND sk BETWEEN :a AND :b';
  const bounds = { ...values, ':a': { N: '-12.50' }, ':b': { N: '1e0' } };
  const found = await keysOf(bench, { KeyConditionExpression: between, ExpressionAttributeValues: bounds });
  assert.deepEqual(found, sorted.slice(1, 6));
});

test('bytes are in unsigned order, and prefixes find what goes on from them, also of 0xff', async () => {
  await using bench = await openBench();
  const AttributeDefinitions = [S('pk'), { AttributeName: 'sk', AttributeType: 'B' as const }];
  await bench.table('people', { AttributeDefinitions });
  const sorted = ['00', '0001', '7f', '80', 'ff', 'ff00', 'ffff'];
  await put(
    bench,
    'people',
    sorted.toReversed().map((sk) => ({ pk: { S: 'p' }, sk: { B: Buffer.from(sk, 'hex') } })),
  );
  const KeyConditionExpression = 'pk = :p AND begins_with(sk, :a)';
  const values = (hex: string) => ({ ':p': { S: 'p' }, ':a': { B: Buffer.from(hex, 'hex') } });
  const all = { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'p' } } };
  assert.deepEqual(await keysOf(bench, all), sorted);
  for (const beginning of ['ff', '80', '7f', '00', '0001', '01']) {
    const found = await keysOf(bench, { KeyConditionExpression, ExpressionAttributeValues: values(beginning) });
    assert.deepEqual(
      found,
      sorted.filter((sk) => sk.startsWith(beginning)),
      beginning,
    );
  }
});

test('pages follow each other without gap, forward and backward, with filters counted after the page', async () => {
  await using bench = await openBench();
  await bench.table('people');
  const names = Array.from({ length: 25 }, (_, at) => String(at).padStart(2, '0'));
  await put(
    bench,
    'people',
    names.map((sk, at) => ({ pk: { S: 'p' }, sk: { S: sk }, even: { BOOL: at % 2 === 0 } })),
  );
  for (const forward of [true, false]) {
    const input: QueryInput = {
      TableName: 'people',
      KeyConditionExpression: 'pk = :p',
      FilterExpression: 'even = :t',
      ExpressionAttributeValues: { ':p': { S: 'p' }, ':t': { BOOL: true } },
      ScanIndexForward: forward,
      Limit: 10,
    };
    const found: (string | undefined)[] = [];
    const counts: (readonly [number | undefined, number | undefined])[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = await query(bench.context(), { ...input, ExclusiveStartKey });
      found.push(...(page.Items ?? []).map(({ sk }) => sk?.S));
      counts.push([page.Count, page.ScannedCount]);
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    const even = names.filter((_, at) => at % 2 === 0);
    assert.deepEqual(found, forward ? even : even.toReversed());
    assert.deepEqual(counts, [
      [5, 10],
      [5, 10],
      [3, 5],
    ]);
  }
});

test('a page ends past 1 MB of what was looked at', async () => {
  await using bench = await openBench();
  await bench.table('people');
  const large = { S: 'x'.repeat(300 * 1024) };
  await put(
    bench,
    'people',
    ['a', 'b', 'c', 'd', 'e'].map((sk) => ({ pk: { S: 'p' }, sk: { S: sk }, large })),
  );
  const page = await scan(bench.context(), { TableName: 'people', Select: 'COUNT', ReturnConsumedCapacity: 'TOTAL' });
  assert.equal(page.Count, 4);
  assert.deepEqual(page.LastEvaluatedKey, { pk: { S: 'p' }, sk: { S: 'd' } });
  assert.equal(page.Items, undefined);
  assert.equal(page.ConsumedCapacity?.CapacityUnits, 150.5);
  const rest = await scan(bench.context(), { TableName: 'people', ExclusiveStartKey: page.LastEvaluatedKey });
  assert.equal(rest.Count, 1);
  assert.equal(rest.LastEvaluatedKey, undefined);
});

test('segments part the items of a scan', async () => {
  await using bench = await openBench();
  await bench.table('people', {
    AttributeDefinitions: [S('pk')],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
  const names = Array.from({ length: 40 }, (_, at) => `item-${at}`);
  await put(
    bench,
    'people',
    names.map((pk) => ({ pk: { S: pk } })),
  );
  const found: string[] = [];
  for (const Segment of [0, 1, 2]) {
    const { Items = [] } = await scan(bench.context(), { TableName: 'people', Segment, TotalSegments: 3 });
    assert.ok(Items.length > 0);
    found.push(...Items.map(({ pk }) => pk?.S ?? ''));
  }
  assert.deepEqual(found.toSorted(), names.toSorted());
  const last = await scan(bench.context(), { TableName: 'people', Segment: 1, TotalSegments: 2, Limit: 1 });
  const wrong = scan(bench.context(), {
    TableName: 'people',
    Segment: 0,
    TotalSegments: 2,
    ExclusiveStartKey: last.LastEvaluatedKey,
  });
  await assert.rejects(wrong, {
    message:
      'The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: 2 Segment: 0',
  });
});

const BY_TEAM: GlobalSecondaryIndex = {
  IndexName: 'by-team',
  KeySchema: [
    { AttributeName: 'team', KeyType: 'HASH' },
    { AttributeName: 'rank', KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['name'] },
};

async function tableWithIndexes(bench: Bench): Promise<void> {
  await bench.table('people', {
    AttributeDefinitions: [S('pk'), S('sk'), S('team'), { AttributeName: 'rank', AttributeType: 'N' }],
    GlobalSecondaryIndexes: [BY_TEAM],
    LocalSecondaryIndexes: [
      {
        IndexName: 'by-rank',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'rank', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  });
}

test('an index follows its table: entries come, change and go with their items', async () => {
  await using bench = await openBench();
  await tableWithIndexes(bench);
  const item = (sk: string, rank: string | undefined, team = 'red') => ({
    pk: { S: 'p' },
    sk: { S: sk },
    team: { S: team },
    name: { S: sk },
    more: { S: 'more' },
    ...(rank !== undefined && { rank: { N: rank } }),
  });
  await put(bench, 'people', [item('a', '2'), item('b', '1'), item('c', '1'), item('d', undefined)]);
  const red = {
    IndexName: 'by-team',
    KeyConditionExpression: 'team = :t',
    ExpressionAttributeValues: { ':t': { S: 'red' } },
  };
  const found = (await keysOf(bench, red)).toSorted();
  assert.deepEqual(found, ['a', 'b', 'c']);
  const { Items = [] } = await query(bench.context(), { TableName: 'people', ...red, Limit: 1 });
  assert.deepEqual(Object.keys(Items[0] ?? {}).toSorted(), ['name', 'pk', 'rank', 'sk', 'team']);
  await updateItem(bench.context(), {
    TableName: 'people',
    Key: { pk: { S: 'p' }, sk: { S: 'a' } },
    UpdateExpression: 'SET team = :b REMOVE more',
    ExpressionAttributeValues: { ':b': { S: 'blue' } },
  });
  assert.deepEqual((await keysOf(bench, red)).toSorted(), ['b', 'c']);
  await put(bench, 'people', [item('b', undefined)]);
  assert.deepEqual(await keysOf(bench, red), ['c']);
});

test('a local index fetches what it lacks from the table; a global one refuses', async () => {
  await using bench = await openBench();
  await tableWithIndexes(bench);
  await put(bench, 'people', [
    { pk: { S: 'p' }, sk: { S: 'a' }, rank: { N: '2' }, team: { S: 'red' }, more: { S: 'x' } },
    { pk: { S: 'p' }, sk: { S: 'b' }, rank: { N: '1' }, team: { S: 'red' }, more: { S: 'y' } },
  ]);
  const local: QueryInput = {
    TableName: 'people',
    IndexName: 'by-rank',
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': { S: 'p' } },
  };
  const plain = await query(bench.context(), local);
  assert.deepEqual(plain.Items?.[0], { pk: { S: 'p' }, sk: { S: 'b' }, rank: { N: '1' } });
  const all = await query(bench.context(), { ...local, Select: 'ALL_ATTRIBUTES', ReturnConsumedCapacity: 'INDEXES' });
  assert.deepEqual(
    all.Items?.map(({ more }) => more?.S),
    ['y', 'x'],
  );
  assert.deepEqual(all.ConsumedCapacity, {
    TableName: 'people',
    CapacityUnits: 1.5,
    Table: { CapacityUnits: 1 },
    LocalSecondaryIndexes: { 'by-rank': { CapacityUnits: 0.5 } },
  });
  const global = {
    ...local,
    IndexName: 'by-team',
    KeyConditionExpression: 'team = :p',
    ExpressionAttributeValues: { ':p': { S: 'red' } },
  };
  await assert.rejects(query(bench.context(), { ...global, ProjectionExpression: 'more' }), {
    message: 'One or more parameter values were invalid: Global secondary index by-team does not project [more]',
  });
  await assert.rejects(query(bench.context(), { ...global, Select: 'ALL_ATTRIBUTES' }), {
    message:
      'One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index by-team because its projection type is not ALL',
  });
  await assert.rejects(query(bench.context(), { ...global, ConsistentRead: true }), {
    message: 'Consistent reads are not supported on global secondary indexes',
  });
});

test('an index with several hash and range attributes', async () => {
  await using bench = await openBench();
  const hash = (name: string) => ({ AttributeName: name, KeyType: 'HASH' as const });
  const range = (name: string) => ({ AttributeName: name, KeyType: 'RANGE' as const });
  await bench.table('people', {
    AttributeDefinitions: [...['pk', 'sk', 'h', 'i', 'a', 'b'].map(S), { AttributeName: 'n', AttributeType: 'N' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'many',
        KeySchema: [hash('h'), hash('i'), range('a'), range('n'), range('b')],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
  const item = (sk: string, a: string, n: string, b: string, i = 'i') => ({
    pk: { S: 'p' },
    sk: { S: sk },
    h: { S: 'h' },
    i: { S: i },
    a: { S: a },
    n: { N: n },
    b: { S: b },
  });
  await put(bench, 'people', [
    item('1', 'x', '10', 'b'),
    item('2', 'x', '9', 'b'),
    item('3', 'x', '10', 'a'),
    item('4', 'w', '99', 'z'),
    item('5', 'x', '10', 'b', 'hi'),
  ]);
  const find = (condition: string, values: Record<string, AttributeValue> = {}) =>
    keysOf(bench, {
      IndexName: 'many',
      KeyConditionExpression: `h = :h AND i = :i${condition}`,
      ExpressionAttributeValues: { ':h': { S: 'h' }, ':i': { S: 'i' }, ...values },
    });
  assert.deepEqual(await find(''), ['4', '2', '3', '1']);
  assert.deepEqual(await find(' AND a = :a', { ':a': { S: 'x' } }), ['2', '3', '1']);
  assert.deepEqual(await find(' AND a = :a AND n > :n', { ':a': { S: 'x' }, ':n': { N: '9' } }), ['3', '1']);
  const last = { ':a': { S: 'x' }, ':n': { N: '10' }, ':b': { S: 'b' } };
  assert.deepEqual(await find(' AND a = :a AND n = :n AND begins_with(b, :b)', last), ['1']);
  // Seen on AWS by moto 5.2.5, test_key_conditions_with_range_keys.
  const condition = (ComparisonOperator: 'EQ' | 'GT', value: AttributeValue) => ({
    ComparisonOperator,
    AttributeValueList: [value],
  });
  const KeyConditions = {
    h: condition('EQ', { S: 'h' }),
    i: condition('EQ', { S: 'i' }),
    a: condition('EQ', { S: 'x' }),
    n: condition('GT', { N: '9' }),
  };
  assert.deepEqual(await keysOf(bench, { IndexName: 'many', KeyConditions }), ['3', '1']);
});

const REFUSED: readonly (readonly [string, Partial<QueryInput>, string])[] = [
  ['an index that is not there', { IndexName: 'none' }, 'The table does not have the specified index: none'],
  [
    'projected attributes without an index',
    { Select: 'ALL_PROJECTED_ATTRIBUTES' },
    'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
  ],
  [
    'count with a projection',
    { Select: 'COUNT', ProjectionExpression: 'a' },
    'Cannot specify the ProjectionExpression when choosing to get only the Count',
  ],
  [
    'all attributes with a projection',
    { Select: 'ALL_ATTRIBUTES', ProjectionExpression: 'a' },
    'Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES',
  ],
  [
    'specific attributes without a projection',
    { Select: 'SPECIFIC_ATTRIBUTES' },
    'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
  ],
  [
    'half a starting key',
    { ExclusiveStartKey: { pk: { S: 'p' } } },
    "Exclusive Start Key must have same size as table's key schema",
  ],
  [
    'a starting key of another type',
    { ExclusiveStartKey: { pk: { S: 'p' }, sk: { N: '1' } } },
    'The provided starting key is invalid: The provided key element does not match the schema',
  ],
  [
    'a starting key with a broken number',
    { ExclusiveStartKey: { pk: { S: 'p' }, sk: { N: 'x' } } },
    'The provided starting key is invalid: The parameter cannot be converted to a numeric value: x',
  ],
  [
    'a starting key of another hash key',
    { ExclusiveStartKey: { pk: { S: 'q' }, sk: { S: 'a' } } },
    'The provided starting key is outside query boundaries based on provided conditions',
  ],
  [
    'a starting key outside the range',
    {
      KeyConditionExpression: 'pk = :p AND sk > :p',
      ExclusiveStartKey: { pk: { S: 'p' }, sk: { S: 'a' } },
    },
    'The provided starting key does not match the range key predicate',
  ],
  [
    'a filter on the key',
    { FilterExpression: 'sk = :p' },
    'Filter Expression can only contain non-primary key attributes: Primary key attribute: sk',
  ],
];

test('what Query refuses', async (t) => {
  await using bench = await openBench();
  await bench.table('people');
  const valid = {
    TableName: 'people',
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': { S: 'p' } },
  };
  for (const [what, input, message] of REFUSED) {
    await t.test(what, async () => {
      const refused = query(bench.context(), { ...valid, ...input });
      await assert.rejects(refused, { name: 'ValidationException', message });
    });
  }
  const nowhere = query(bench.context(), { ...valid, TableName: 'nowhere' });
  await assert.rejects(nowhere, { name: 'ResourceNotFoundException', message: 'Requested resource not found' });
});

const REFUSED_SCANS: readonly (readonly [Partial<ScanInput>, string])[] = [
  [
    { Segment: 0 },
    'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
  ],
  [
    { TotalSegments: 2 },
    'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
  ],
  [
    { Segment: 2, TotalSegments: 2 },
    'The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 2 is not less than TotalSegments: 2',
  ],
];

test('what Scan refuses', async () => {
  await using bench = await openBench();
  await bench.table('people');
  for (const [input, message] of REFUSED_SCANS) {
    await assert.rejects(scan(bench.context(), { TableName: 'people', ...input }), { message });
  }
});
