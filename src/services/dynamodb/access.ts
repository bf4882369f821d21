/**
 * How each operation is authorized: on the table's ARN, or the index's where one is read, with the table's tags and its
 * resource policy.
 */
import type { ConditionContext } from '../../auth/policy/policy.ts';
import type { Access, AccessCheck, AccessTable } from '../service.ts';
import type { Operations, TransactWriteItem } from './model.ts';
import type { DynamodbContext, DynamodbParts } from './parts.ts';
import { indexArn, parseTableName, tableArn } from './tables/names.ts';

export const dynamodbAccess: AccessTable<DynamodbParts, Operations> = {
  BatchGetItem: {
    actions: ['dynamodb:BatchGetItem'],
    checks: (ctx, { RequestItems }) => eachTable(ctx, 'dynamodb:BatchGetItem', Object.keys(RequestItems)),
  },
  BatchWriteItem: {
    actions: ['dynamodb:BatchWriteItem'],
    checks: (ctx, { RequestItems }) => eachTable(ctx, 'dynamodb:BatchWriteItem', Object.keys(RequestItems)),
  },
  CreateTable: {
    actions: ['dynamodb:CreateTable', 'dynamodb:TagResource'],
    checks: async (ctx, { TableName, Tags = [] }) => {
      const keys = { 'aws:TagKeys': Tags.map(({ Key }) => Key), ...requestTags(Tags) };
      const create = await tableCheck(ctx, 'dynamodb:CreateTable', TableName, keys);
      return Tags.length === 0 ? [create] : [create, { ...create, action: 'dynamodb:TagResource' }];
    },
  },
  DeleteItem: onTable('dynamodb:DeleteItem'),
  DeleteTable: onTable('dynamodb:DeleteTable'),
  DescribeTable: onTable('dynamodb:DescribeTable'),
  GetItem: onTable('dynamodb:GetItem'),
  ListTables: {
    actions: ['dynamodb:ListTables'],
    checks: () => [{ action: 'dynamodb:ListTables', resource: '*' }],
  },
  PutItem: onTable('dynamodb:PutItem'),
  Query: onTable('dynamodb:Query'),
  Scan: onTable('dynamodb:Scan'),
  // A transaction asks for what each of its parts would ask for alone; a condition has an action of its own.
  TransactGetItems: {
    actions: ['dynamodb:GetItem'],
    checks: (ctx, { TransactItems }) =>
      eachTable(
        ctx,
        'dynamodb:GetItem',
        TransactItems.map(({ Get }) => Get.TableName),
      ),
  },
  TransactWriteItems: {
    actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
    checks: async (ctx, { TransactItems }) => [
      ...(await eachTable(ctx, 'dynamodb:PutItem', namesOf(TransactItems, 'Put'))),
      ...(await eachTable(ctx, 'dynamodb:UpdateItem', namesOf(TransactItems, 'Update'))),
      ...(await eachTable(ctx, 'dynamodb:DeleteItem', namesOf(TransactItems, 'Delete'))),
      ...(await eachTable(ctx, 'dynamodb:ConditionCheckItem', namesOf(TransactItems, 'ConditionCheck'))),
    ],
  },
  UpdateItem: onTable('dynamodb:UpdateItem'),
  UpdateTable: onTable('dynamodb:UpdateTable'),
};

interface TableInput {
  readonly TableName: string;
  readonly IndexName?: string | undefined;
}

export function onTable<Input extends TableInput>(action: string): Access<DynamodbParts, Input> {
  return {
    actions: [action],
    checks: async (ctx, { TableName, IndexName }) => [await tableCheck(ctx, action, TableName, {}, IndexName)],
  };
}

function namesOf(items: readonly TransactWriteItem[], action: keyof TransactWriteItem): string[] {
  return items.flatMap((item) => item[action]?.TableName ?? []);
}

function eachTable(ctx: DynamodbContext, action: string, names: readonly string[]): Promise<AccessCheck[]> {
  return Promise.all([...new Set(names)].map((name) => tableCheck(ctx, action, name, {})));
}

async function tableCheck(
  ctx: DynamodbContext,
  action: string,
  tableName: string,
  keys: ConditionContext,
  indexName?: string,
): Promise<AccessCheck> {
  const name = parseTableName(ctx, tableName);
  const resource = indexName === undefined ? tableArn(name) : indexArn(name, indexName);
  const table = await ctx.parts.tables.get(name);
  return {
    action,
    resource,
    context: { ...table?.tagKeys, ...keys },
    ...(table?.policy && { resourcePolicy: table.policy }),
    resourceAccountId: name.accountId,
  };
}

function requestTags(tags: readonly { readonly Key: string; readonly Value: string }[]): ConditionContext {
  return Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value]));
}
