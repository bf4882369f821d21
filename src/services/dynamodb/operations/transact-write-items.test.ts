import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bench, openBench } from '../dynamodb.fixture.ts';
import { TransactionCanceledException, type TransactWriteItem } from '../model.ts';
import { getItem } from './get-item.ts';
import { putItem } from './put-item.ts';
import { transactGetItems } from './transact-get-items.ts';
import { transactWriteItems } from './transact-write-items.ts';
import { updateItem } from './update-item.ts';

const TableName = 'people';
const key = (name: string) => ({ pk: { S: name }, sk: { S: 's' } });
const put = (name: string, balance: number): TransactWriteItem => ({
  Put: { TableName, Item: { ...key(name), balance: { N: String(balance) } } },
});
const move = (name: string, delta: number): TransactWriteItem => ({
  Update: {
    TableName,
    Key: key(name),
    UpdateExpression: 'ADD balance :d',
    ConditionExpression: 'balance >= :least',
    ExpressionAttributeValues: { ':d': { N: String(delta) }, ':least': { N: String(Math.max(0, -delta)) } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});

async function balance(bench: Bench, name: string): Promise<string | undefined> {
  return (await getItem(bench.context(), { TableName, Key: key(name) })).Item?.['balance']?.N;
}

async function openTable(): Promise<Bench> {
  const bench = await openBench();
  await bench.table(TableName);
  return bench;
}

test('all or nothing: each item has its reason, in order', async () => {
  await using bench = await openTable();
  await transactWriteItems(bench.context(), { TransactItems: [put('a', 10), put('b', 0)] });
  await transactWriteItems(bench.context(), { TransactItems: [move('a', -7), move('b', 7)] });
  assert.deepEqual([await balance(bench, 'a'), await balance(bench, 'b')], ['3', '7']);
  const broken = transactWriteItems(bench.context(), { TransactItems: [move('b', 7), move('a', -7)] });
  await assert.rejects(broken, (error) => {
    assert.ok(error instanceof TransactionCanceledException);
    assert.equal(
      error.message,
      'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
    );
    assert.deepEqual(error.fields['CancellationReasons'], [
      { Code: 'None' },
      {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        Item: { ...key('a'), balance: { N: '3' } },
      },
    ]);
    return true;
  });
  assert.deepEqual([await balance(bench, 'a'), await balance(bench, 'b')], ['3', '7']);
});

test('a condition check holds over the transaction and writes nothing', async () => {
  await using bench = await openTable();
  const check = (expression: string): TransactWriteItem => ({
    ConditionCheck: { TableName, Key: key('a'), ConditionExpression: expression },
  });
  await transactWriteItems(bench.context(), { TransactItems: [check('attribute_not_exists(pk)'), put('b', 1)] });
  assert.equal(await balance(bench, 'b'), '1');
  const refused = transactWriteItems(bench.context(), {
    TransactItems: [check('attribute_exists(pk)'), put('c', 1)],
  });
  await assert.rejects(refused, TransactionCanceledException);
  assert.equal(await balance(bench, 'c'), undefined);
});

test('a token makes it happen once within ten minutes', async () => {
  await using bench = await openTable();
  await transactWriteItems(bench.context(), { TransactItems: [put('a', 10)] });
  const again = (delta = -1) =>
    transactWriteItems(bench.context(), { TransactItems: [move('a', delta)], ClientRequestToken: 'token' });
  await again();
  bench.clock.advance(9 * 60_000);
  await again();
  assert.equal(await balance(bench, 'a'), '9');
  await assert.rejects(again(-2), { name: 'IdempotentParameterMismatchException' });
  bench.clock.advance(60_000);
  await again();
  assert.equal(await balance(bench, 'a'), '8');
});

test('transfers between the same accounts, many at once, keep the sum', async () => {
  await using bench = await openTable();
  const names = ['a', 'b', 'c'];
  await transactWriteItems(bench.context(), { TransactItems: names.map((name) => put(name, 100)) });
  const transfers = Array.from({ length: 60 }, (_, at) => {
    const [from = '', to = ''] = [names[at % 3], names[(at + 1) % 3]];
    return transactWriteItems(bench.context(), { TransactItems: [move(from, -1), move(to, 1)] });
  });
  await Promise.all(transfers);
  const { Responses = [] } = await transactGetItems(bench.context(), {
    TransactItems: names.map((name) => ({ Get: { TableName, Key: key(name) } })),
  });
  assert.deepEqual(
    Responses.map(({ Item }) => Item?.['balance']?.N),
    ['100', '100', '100'],
  );
});

test('capacity is counted twice', async () => {
  await using bench = await openTable();
  const written = await transactWriteItems(bench.context(), {
    TransactItems: [put('a', 1), put('b', 1)],
    ReturnConsumedCapacity: 'TOTAL',
  });
  assert.deepEqual(written.ConsumedCapacity, [{ TableName, CapacityUnits: 4, WriteCapacityUnits: 4 }]);
  const read = await transactGetItems(bench.context(), {
    TransactItems: [{ Get: { TableName, Key: key('a') } }, { Get: { TableName, Key: key('none') } }],
    ReturnConsumedCapacity: 'TOTAL',
  });
  assert.deepEqual(read.ConsumedCapacity, [{ TableName, CapacityUnits: 4, ReadCapacityUnits: 4 }]);
  assert.deepEqual(read.Responses?.[1], {});
});

test('its repetition costs what reading the items does', async () => {
  await using bench = await openTable();
  const again = () =>
    transactWriteItems(bench.context(), {
      TransactItems: [put('a', 1), put('b', 1)],
      ClientRequestToken: 'token',
      ReturnConsumedCapacity: 'INDEXES',
    });
  const units = { CapacityUnits: 4, WriteCapacityUnits: 4 };
  assert.deepEqual((await again()).ConsumedCapacity, [{ TableName, ...units, Table: units }]);
  const reads = { CapacityUnits: 4, ReadCapacityUnits: 4 };
  assert.deepEqual((await again()).ConsumedCapacity, [{ TableName, ...reads, Table: reads }]);
});

const MISMATCH = 'The provided key element does not match the schema';
const CANCELLED: readonly (readonly [string, TransactWriteItem, string])[] = [
  [
    'put with a key of another type',
    { Put: { TableName, Item: { ...key('a'), pk: { N: '5' } } } },
    'One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N',
  ],
  ['delete with a key of another type', { Delete: { TableName, Key: { ...key('a'), pk: { N: '5' } } } }, MISMATCH],
  [
    'an update that adds to a text',
    {
      Update: {
        TableName,
        Key: key('text'),
        UpdateExpression: 'ADD points :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      },
    },
    'An operand in the update expression has an incorrect data type',
  ],
  [
    'an update of the key',
    {
      Update: {
        TableName,
        Key: key('a'),
        UpdateExpression: 'SET pk = :v',
        ExpressionAttributeValues: { ':v': { S: 'b' } },
      },
    },
    'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
  ],
];

test('what is wrong with one item is its reason', async (t) => {
  await using bench = await openTable();
  await putItem(bench.context(), { TableName, Item: { ...key('text'), points: { S: 'x' } } });
  for (const [what, item, message] of CANCELLED) {
    await t.test(what, async () => {
      await assert.rejects(transactWriteItems(bench.context(), { TransactItems: [put('z', 1), item] }), (error) => {
        assert.ok(error instanceof TransactionCanceledException);
        const reasons = [{ Code: 'None' }, { Code: 'ValidationError', Message: message }];
        assert.deepEqual(error.fields['CancellationReasons'], reasons);
        return true;
      });
    });
  }
});

const REFUSED: readonly (readonly [string, readonly TransactWriteItem[], string])[] = [
  [
    'one item twice',
    [put('a', 1), { Delete: { TableName, Key: key('a') } }],
    'Transaction request cannot include multiple operations on one item',
  ],
  [
    'two actions in one',
    [{ ...put('a', 1), Delete: { TableName, Key: key('a') } }],
    'TransactItems can only contain one of Check, Put, Update or Delete',
  ],
  ['no action', [{}], 'The action or operation requested is invalid. Verify that the action is typed correctly.'],
  [
    'an empty key',
    [{ Delete: { TableName, Key: { ...key('a'), pk: { S: '' } } } }],
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
  ],
  [
    'a condition that cannot be parsed, before a table that is not there',
    [
      { Put: { TableName: 'nowhere', Item: key('a') } },
      { ConditionCheck: { TableName, Key: key('a'), ConditionExpression: 'attribute_not_exists(' } },
    ],
    'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "("',
  ],
];

test('what TransactWriteItems refuses', async (t) => {
  await using bench = await openTable();
  for (const [what, TransactItems, message] of REFUSED) {
    await t.test(what, async () => {
      const refused = transactWriteItems(bench.context(), { TransactItems });
      await assert.rejects(refused, { name: 'ValidationException', message });
    });
  }
  const nowhere = transactWriteItems(bench.context(), {
    TransactItems: [{ Delete: { TableName: 'nowhere', Key: key('a') } }],
  });
  await assert.rejects(nowhere, { name: 'ResourceNotFoundException', message: 'Requested resource not found' });
  const twice = transactGetItems(bench.context(), {
    TransactItems: [{ Get: { TableName, Key: key('a') } }, { Get: { TableName, Key: key('a') } }],
  });
  await assert.rejects(twice, { message: 'Transaction request cannot include multiple operations on one item' });
  const empty = transactGetItems(bench.context(), { TransactItems: [{ Get: { TableName, Key: {} } }] });
  await assert.rejects(empty, {
    name: 'TransactionCanceledException',
    message: 'Transaction cancelled, please refer cancellation reasons for specific reasons [ValidationError]',
  });
});

test('more than 4 MB are refused', async () => {
  await using bench = await openTable();
  const TransactItems = Array.from({ length: 11 }, (_, at) => ({
    Put: { TableName, Item: { ...key(String(at)), large: { S: 'x'.repeat(390 * 1024) } } },
  }));
  await assert.rejects(transactWriteItems(bench.context(), { TransactItems }), { name: 'ValidationException' });
});

test('256 writers of one counter all succeed', async () => {
  await using bench = await openTable();
  const add = () =>
    updateItem(bench.context(), {
      TableName,
      Key: key('counter'),
      UpdateExpression: 'ADD balance :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'UPDATED_NEW',
    });
  const answers = await Promise.all(Array.from({ length: 256 }, add));
  assert.equal(new Set(answers.map(({ Attributes }) => Attributes?.['balance']?.N)).size, 256);
  assert.equal(await balance(bench, 'counter'), '256');
});
