/**
 * Policies that grant parts of a table, as the developer guide has them ("Using IAM policy conditions for fine-grained
 * access control"): a user may read and write what lies under its own name, and of that only some attributes.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as sdk from '@aws-sdk/client-dynamodb';
import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { type Clients, clientsOf } from '../clients.ts';
import { type RunningCloud, startCloud } from '../cloud.ts';

const TableName = 'scores';
let cloud: RunningCloud;
let admin: Clients;
let alice: Clients;

before(async () => {
  cloud = await startCloud({ flags: ['--isolation', 'process'] });
  admin = clientsOf(cloud.environment());
  await admin.iam.send(new CreateUserCommand({ UserName: 'alice' }));
  const { AccessKey } = await admin.iam.send(new CreateAccessKeyCommand({ UserName: 'alice' }));
  alice = clientsOf({
    ...cloud.environment(),
    AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '',
  });
  await admin.dynamodb.send(
    new sdk.CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['user', 'game'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'user', KeyType: 'HASH' },
        { AttributeName: 'game', KeyType: 'RANGE' },
      ],
    }),
  );
  const Statement = [
    { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*', Condition: CONDITION },
    {
      Effect: 'Deny',
      Action: 'dynamodb:PartiQLSelect',
      Resource: '*',
      Condition: { Bool: { 'dynamodb:FullTableScan': 'true' } },
    },
  ];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await admin.iam.send(new PutUserPolicyCommand({ UserName: 'alice', PolicyName: 'own', PolicyDocument }));
});

after(async () => {
  admin.close();
  alice.close();
  await cloud.stop();
});

const CONDITION = {
  'ForAllValues:StringEquals': {
    'dynamodb:LeadingKeys': ['${aws:username}'],
    'dynamodb:Attributes': ['user', 'game', 'score', 'losses'],
  },
  StringEqualsIfExists: {
    'dynamodb:Select': 'SPECIFIC_ATTRIBUTES',
    'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'],
  },
};

const key = (user: string, game = 'go') => ({ user: { S: user }, game: { S: game } });
const values = { ':n': { N: '1' } };
const one = { ':u': { S: 'alice' } };
const keys = { KeyConditionExpression: '#u = :u', ExpressionAttributeNames: { '#u': 'user' } };
const put = (item: object) => new sdk.PutItemCommand({ TableName, Item: { ...key('alice'), ...item } });
const update = (input: Partial<sdk.UpdateItemCommandInput>) =>
  new sdk.UpdateItemCommand({ TableName, Key: key('alice'), ExpressionAttributeValues: values, ...input });
const run = (Statement: string) => new sdk.ExecuteStatementCommand({ Statement });
const SET = 'SET score = :n';
const get = (game: string, ProjectionExpression?: string) => ({
  Get: { TableName, Key: key('alice', game), ProjectionExpression },
});
const select = (game: string, columns: string) => ({
  Statement: `SELECT ${columns} FROM ${TableName} WHERE "user" = 'alice' AND game = '${game}'`,
});

interface Sender {
  send(command: unknown): Promise<unknown>;
}

const CASES: readonly (readonly [shows: string, command: object, allowed: boolean])[] = [
  ['its own item', put({ score: { N: '1' } }), true],
  ['another attribute', put({ grade: { N: '1' } }), false],
  ["another user's item", new sdk.PutItemCommand({ TableName, Item: key('bob') }), false],
  ['an update', update({ UpdateExpression: SET, ReturnValues: 'UPDATED_NEW' }), true],
  ['an update that answers all', update({ UpdateExpression: SET, ReturnValues: 'ALL_NEW' }), false],
  ['an update of another attribute', update({ UpdateExpression: 'SET score = :n, grade = :n' }), false],
  ['a condition on another attribute', update({ UpdateExpression: SET, ConditionExpression: 'grade <> :n' }), false],
  ["an update of another user's", update({ UpdateExpression: SET, Key: key('bob') }), false],
  ['some attributes', new sdk.GetItemCommand({ TableName, Key: key('alice'), ProjectionExpression: 'score' }), true],
  ['other attributes', new sdk.GetItemCommand({ TableName, Key: key('alice'), ProjectionExpression: 'grades' }), false],
  ['all attributes', new sdk.GetItemCommand({ TableName, Key: key('alice') }), false],
  [
    'a query of its own',
    new sdk.QueryCommand({ TableName, ...keys, ExpressionAttributeValues: one, ProjectionExpression: 'score' }),
    true,
  ],
  ['a query of all attributes', new sdk.QueryCommand({ TableName, ...keys, ExpressionAttributeValues: one }), false],
  [
    'a query of another user',
    new sdk.QueryCommand({
      TableName,
      ...keys,
      ExpressionAttributeValues: { ':u': { S: 'bob' } },
      ProjectionExpression: 'score',
    }),
    false,
  ],
  [
    'a batch with a key of another user',
    new sdk.BatchGetItemCommand({
      RequestItems: { [TableName]: { Keys: [key('alice'), key('bob')], ProjectionExpression: 'score' } },
    }),
    false,
  ],
  [
    'a batch of its own',
    new sdk.BatchWriteItemCommand({ RequestItems: { [TableName]: [{ DeleteRequest: { Key: key('alice', 'no') } }] } }),
    true,
  ],
  [
    'a transaction of its own',
    new sdk.TransactWriteItemsCommand({ TransactItems: [{ Delete: { TableName, Key: key('alice', 'no') } }] }),
    true,
  ],
  [
    'a transaction with an item of another user',
    new sdk.TransactWriteItemsCommand({
      TransactItems: [
        { Delete: { TableName, Key: key('alice', 'no') } },
        { Delete: { TableName, Key: key('bob', 'no') } },
      ],
    }),
    false,
  ],
  [
    'a transaction that reads some attributes',
    new sdk.TransactGetItemsCommand({ TransactItems: [get('go', 'score'), get('no', 'score, losses')] }),
    true,
  ],
  [
    'a transaction that reads some attributes of one item and all of another',
    new sdk.TransactGetItemsCommand({ TransactItems: [get('no', 'score'), get('go')] }),
    false,
  ],
  [
    'statements that read some attributes of one item and all of another',
    new sdk.BatchExecuteStatementCommand({ Statements: [select('no', 'score'), select('go', '*')] }),
    false,
  ],
  [
    'a transaction of such statements',
    new sdk.ExecuteTransactionCommand({ TransactStatements: [select('no', 'score'), select('go', '*')] }),
    false,
  ],
  [
    'a transaction of statements',
    new sdk.ExecuteTransactionCommand({ TransactStatements: [select('go', 'score')] }),
    true,
  ],
  ['a statement of its own', run(`SELECT score FROM ${TableName} WHERE "user" = 'alice'`), true],
  ['a statement of another user', run(`SELECT score FROM ${TableName} WHERE "user" = 'bob'`), false],
  ['a statement that reads everything', run(`SELECT score FROM ${TableName} WHERE score = 1`), false],
  [
    'a write of another attribute',
    run(`UPDATE ${TableName} SET grade = 1 WHERE "user" = 'alice' AND game = 'go'`),
    false,
  ],
];

for (const [shows, command, allowed] of CASES) {
  test(`${allowed ? 'granted' : 'denied'}: ${shows}`, async () => {
    const { dynamodb }: { readonly dynamodb: Sender } = alice;
    const name = await dynamodb.send(command).then(
      () => 'done',
      (error: Error) => error.name,
    );
    assert.equal(name, allowed ? 'done' : 'AccessDeniedException');
  });
}
