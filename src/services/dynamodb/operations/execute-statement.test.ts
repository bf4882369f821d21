import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bench, openBench } from '../dynamodb.fixture.ts';
import type { AttributeValue, ExecuteStatementInput, ExecuteStatementOutput } from '../model.ts';
import { batchExecuteStatement } from './batch-execute-statement.ts';
import { executeStatement } from './execute-statement.ts';
import { executeTransaction } from './execute-transaction.ts';

/** A table `t` of the key pk and sk, with an index `i` by `kind` that holds keys and `n`, and some items. */
async function openTable(): Promise<Bench> {
  const bench = await openBench();
  await bench.table('tab', {
    AttributeDefinitions: ['pk', 'sk', 'kind'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'idx',
        KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['n'] },
      },
    ],
  });
  for (const text of ITEMS) await run(bench, `INSERT INTO tab VALUE ${text}`);
  return bench;
}

const ITEMS = [
  `{'pk': 'a', 'sk': '1', 'kind': 'x', 'n': 1, 'm': {'deep': [1, 2]}}`,
  `{'pk': 'a', 'sk': '2', 'kind': 'x', 'n': 2, 'tags': <<'red', 'blue'>>}`,
  `{'pk': 'a', 'sk': '3', 'kind': 'y', 'n': 3}`,
  `{'pk': 'b', 'sk': '1', 'kind': 'x', 'n': 4}`,
];

function run(
  bench: Bench,
  statement: string,
  input: Omit<ExecuteStatementInput, 'Statement'> = {},
): Promise<ExecuteStatementOutput> {
  return executeStatement(bench.context(), { Statement: statement, ...input });
}

async function select(bench: Bench, statement: string, parameters?: AttributeValue[]): Promise<string> {
  const { Items = [] } = await run(bench, statement, parameters && { Parameters: parameters });
  return Items.map(({ pk, sk }) => `${pk?.S}${sk?.S}`).join(' ');
}

test('SELECT reads partitions, indexes and whole tables', async () => {
  await using bench = await openTable();
  assert.equal(await select(bench, `SELECT * FROM tab WHERE pk = 'a'`), 'a1 a2 a3');
  assert.equal(await select(bench, `SELECT * FROM tab WHERE pk = ? AND sk >= ?`, [{ S: 'a' }, { S: '2' }]), 'a2 a3');
  assert.equal(await select(bench, `SELECT * FROM tab WHERE pk IN ['b', 'a'] AND sk = '1'`), 'b1 a1');
  assert.equal(await select(bench, `SELECT * FROM tab WHERE pk = 'a' ORDER BY sk DESC`), 'a3 a2 a1');
  assert.equal(await select(bench, `SELECT pk, sk FROM tab WHERE pk IN ['a', 'b'] ORDER BY pk DESC`), 'b1 a1 a2 a3');
  assert.equal(
    (await select(bench, `SELECT * FROM tab."idx" WHERE kind = 'x'`)).split(' ').toSorted().join(),
    'a1,a2,b1',
  );
  assert.equal((await select(bench, `SELECT * FROM tab WHERE n > 1`)).split(' ').toSorted().join(), 'a2,a3,b1');
  const { Items } = await run(bench, `SELECT m.deep[1], n, m.deep FROM tab WHERE pk = 'a' AND sk = '1'`);
  assert.deepEqual(Items, [{ _1: { N: '2' }, n: { N: '1' }, deep: { L: [{ N: '1' }, { N: '2' }] } }]);
});

test('SELECT goes on with its token, over partitions', async () => {
  await using bench = await openTable();
  const statement = `SELECT * FROM tab WHERE pk IN ['a', 'b']`;
  const found: string[] = [];
  let token: string | undefined;
  let pages = 0;
  do {
    const page = await run(bench, statement, { Limit: 2, ...(token !== undefined && { NextToken: token }) });
    found.push(...(page.Items ?? []).map(({ pk, sk }) => `${pk?.S}${sk?.S}`));
    token = page.NextToken;
    pages++;
  } while (token !== undefined);
  assert.deepEqual([found.join(' '), pages], ['a1 a2 a3 b1', 3]);
  const { NextToken = '' } = await run(bench, statement, { Limit: 1 });
  await assert.rejects(run(bench, `SELECT * FROM tab WHERE pk = 'b'`, { NextToken }), /NextToken/);
  await assert.rejects(run(bench, statement, { NextToken: 'x' }), /NextToken/);
});

const INDEX = `SELECT pk FROM tab."idx" WHERE kind = 'x'`;

/** Messages of paritysuite's partiql.test.ts and partiqlFunctions.test.ts (AWS in eu-west-2, 2026-10). */
const REFUSED: readonly (readonly [statement: string, message: string, input?: object])[] = [
  [`SELECT * FROM tab."nope" WHERE pk = 'p'`, 'The table does not have the specified index'],
  [INDEX, 'Strongly consistent read is not supported on Global Secondary Indexes', { ConsistentRead: true }],
  [
    `${INDEX} AND m = 1`,
    'One or more parameter values were invalid: Secondary index idx does not project one or more filter attributes: [m]',
  ],
  [
    `SELECT m, tags FROM tab."idx" WHERE kind = 'x'`,
    'One or more parameter values were invalid: Global secondary index idx does not project [m, tags]',
  ],
  [`SELECT * FROM tab ORDER BY sk`, 'Must have WHERE clause in the statement when using ORDER BY clause.'],
  [
    `SELECT * FROM tab WHERE sk = '1' ORDER BY sk`,
    'Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
  ],
  [
    `SELECT * FROM tab WHERE pk = 'a' ORDER BY n`,
    'Variable reference n in ORDER BY clause must be part of the primary key',
  ],
  [`UPDATE tab SET n = 1 WHERE pk = 'a'`, 'Where clause does not contain a mandatory equality on all key attributes'],
  [`FROM tab SET n = 1`, 'Where clause does not contain a mandatory equality on all key attributes'],
  [
    `UPDATE tab SET pk = 'z' WHERE pk = 'a' AND sk = '1'`,
    'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
  ],
  [
    `UPDATE tab SET tags = set_add(tags, <<1>>) WHERE pk = 'a' AND sk = '2'`,
    'An operand in the update expression has an incorrect data type',
  ],
  [`INSERT INTO tab VALUE {'pk': 'a', 'sk': '1'}`, 'Duplicate primary key exists in table'],
  [`INSERT INTO tab VALUE {'pk': 'a'}`, 'One or more parameter values were invalid: Missing the key sk in the item'],
  [`SELECT * FROM "not-there" WHERE pk = 'a'`, 'Requested resource not found'],
  [`UPDATE tab SET n = 9 WHERE pk = 'no' AND sk = '1'`, 'The conditional request failed'],
  [`UPDATE tab SET n = 9 WHERE pk = 'a' AND sk = '1' AND n = 7`, 'The conditional request failed'],
  [`DELETE FROM tab WHERE pk = 'a' AND sk = '1' AND attribute_exists(nope)`, 'The conditional request failed'],
];

test('what is refused, in words of its own', async (t) => {
  await using bench = await openTable();
  for (const [statement, message, input] of REFUSED) {
    await t.test(`${statement}: ${message}`, () => assert.rejects(run(bench, statement, input), { message }));
  }
});

test('writes answer what RETURNING asks for, else nothing', async () => {
  await using bench = await openTable();
  const where = `WHERE pk = 'a' AND sk = '3'`;
  const answers = async (statement: string) => (await run(bench, statement)).Items;
  assert.deepEqual(await answers(`UPDATE tab SET n = n + 1 ${where}`), []);
  assert.deepEqual(await answers(`UPDATE tab SET n = n + 1 ${where} RETURNING MODIFIED OLD *`), [{ n: { N: '4' } }]);
  assert.deepEqual(await answers(`FROM tab ${where} SET n = 6 RETURNING MODIFIED NEW *`), [{ n: { N: '6' } }]);
  assert.deepEqual(await answers(`UPDATE tab REMOVE n ${where} RETURNING MODIFIED NEW *`), []);
  const item = { pk: { S: 'a' }, sk: { S: '3' }, kind: { S: 'y' } };
  assert.deepEqual(await answers(`UPDATE tab SET s = set_add(s, <<1>>) ${where} RETURNING ALL NEW *`), [
    { ...item, s: { NS: ['1'] } },
  ]);
  assert.deepEqual(await answers(`UPDATE tab SET s = set_delete(s, <<1>>) ${where} RETURNING ALL NEW *`), [item]);
  assert.deepEqual(await answers(`DELETE FROM tab ${where} RETURNING ALL OLD *`), [item]);
  assert.deepEqual(await answers(`DELETE FROM tab ${where}`), []);
});

test('a batch: each statement by itself', async () => {
  await using bench = await openTable();
  const { Responses, ConsumedCapacity } = await batchExecuteStatement(bench.context(), {
    Statements: [
      { Statement: `SLECT * FROM tab WHERE pk = 'a'` },
      { Statement: `SELECT * FROM tab WHERE pk = 'a'` },
      { Statement: `SELECT n FROM tab WHERE pk = 'a' AND sk = '1'`, ConsistentRead: true },
      { Statement: `SELECT * FROM "not-there" WHERE pk = 'a'` },
      { Statement: `INSERT INTO tab VALUE {'pk': 'a', 'sk': '1'}` },
      { Statement: `UPDATE tab SET n = 9 WHERE pk = 'a' AND sk = '2' AND n = 7` },
      { Statement: `UPDATE tab SET n = 9 WHERE pk = 'a' AND sk = '3' RETURNING MODIFIED NEW *` },
    ],
    ReturnConsumedCapacity: 'TOTAL',
  });
  assert.deepEqual(Responses, [
    {
      Error: {
        Code: 'ValidationError',
        Message: "Statement wasn't well formed, can't be processed: Expected data manipulation",
      },
    },
    {
      Error: {
        Code: 'ValidationError',
        Message: 'Select statements within BatchExecuteStatement must specify the primary key in the where clause.',
      },
    },
    { TableName: 'tab', Item: { n: { N: '1' } } },
    { Error: { Code: 'ResourceNotFound', Message: 'Requested resource not found' } },
    { Error: { Code: 'DuplicateItem', Message: 'Duplicate primary key exists in table' }, TableName: 'tab' },
    { Error: { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' }, TableName: 'tab' },
    { TableName: 'tab', Item: { n: { N: '9' } } },
  ]);
  assert.deepEqual(ConsumedCapacity, [{ TableName: 'tab', CapacityUnits: 3 }]);
});

test('a transaction of writes: all or nothing, once for each token', async () => {
  await using bench = await openTable();
  const transact = (statements: readonly string[], token?: string) =>
    executeTransaction(bench.context(), {
      TransactStatements: statements.map((Statement) => ({ Statement })),
      ClientRequestToken: token,
    });
  const add = `UPDATE tab SET n = n + 1 WHERE pk = 'a' AND sk = '1'`;
  assert.deepEqual(await transact([add, `INSERT INTO tab VALUE {'pk': 'c', 'sk': '1'}`], 'token'), { Responses: [] });
  assert.deepEqual(await transact([add, `INSERT INTO tab VALUE {'pk': 'c', 'sk': '1'}`], 'token'), { Responses: [] });
  await assert.rejects(transact([add, `INSERT INTO tab VALUE {'pk': 'c', 'sk': '1'}`]), {
    name: 'TransactionCanceledException',
    message: 'Transaction cancelled, please refer cancellation reasons for specific reasons [None, DuplicateItem]',
  });
  const exists = (n: number) => `EXISTS(SELECT * FROM tab WHERE pk = 'a' AND sk = '2' AND n = ${n})`;
  await transact([exists(2), `DELETE FROM tab WHERE pk = 'c' AND sk = '1'`]);
  await assert.rejects(transact([add, exists(3)]), /\[None, ConditionalCheckFailed\]/);
  const { Responses } = await transact([
    `SELECT n FROM tab WHERE pk = 'a' AND sk = '1'`,
    `SELECT * FROM tab WHERE pk = 'c' AND sk = '1'`,
  ]);
  assert.deepEqual(Responses, [{ Item: { n: { N: '2' } } }, {}]);
});

/** Messages of paritysuite's partiql.test.ts and partiqlFunctions.test.ts (AWS in eu-west-2, 2026-10). */
const REFUSED_IN_TRANSACTIONS: readonly (readonly [statement: string, message: string])[] = [
  [
    `UPDATE tab SET n = 1 WHERE pk = 'a' AND sk = '1' RETURNING ALL NEW *`,
    'RETURNING clause is not supported in ExecuteTransaction.',
  ],
  [`SELECT * FROM tab."idx" WHERE kind = 'x'`, 'Reads on indices are not supported within transactions.'],
  [
    `SELECT * FROM tab WHERE pk = 'a' AND sk = '1' AND attribute_exists(n)`,
    'Select statements within ExecuteTransaction must specify the primary key in the where clause.',
  ],
  [
    `EXISTS(SELECT * FROM tab WHERE pk = 'a' AND sk = '1')`,
    'EXISTS() must contain a single item read with additional condition',
  ],
  [`SELECT * FROM tab WHERE`, "Statement wasn't well formed, can't be processed: Unexpected term"],
];

test('what is refused in a transaction, with its place', async (t) => {
  await using bench = await openTable();
  for (const [statement, message] of REFUSED_IN_TRANSACTIONS) {
    const run = executeTransaction(bench.context(), { TransactStatements: [{ Statement: statement }] });
    await t.test(statement, () =>
      assert.rejects(run, { message: `Validation failed in TransactStatements[0]: ${message}` }),
    );
  }
});
