/**
 * How each operation is authorized: on the table's ARN, or the index's where one is read, with the table's tags and its
 * resource policy.
 */
import type { ConditionContext } from '../../auth/policy/policy.ts';
import type { Access, AccessTable } from '../service.ts';
import { tableCheck } from './access-checks.ts';
import { itemAccess } from './access-items.ts';
import { backupAccess } from './access-backups.ts';
import { settingsAccess } from './access-settings.ts';
import { transferAccess } from './access-transfers.ts';
import type { Operations } from './model.ts';
import type { DynamodbParts } from './parts.ts';

export const dynamodbAccess: AccessTable<DynamodbParts, Operations> = {
  ...itemAccess,
  ...settingsAccess,
  ...backupAccess,
  ...transferAccess,
  CreateTable: {
    actions: ['dynamodb:CreateTable', 'dynamodb:TagResource', 'dynamodb:PutResourcePolicy'],
    checks: async (ctx, { TableName, Tags = [], ResourcePolicy }) => {
      const keys = { 'aws:TagKeys': Tags.map(({ Key }) => Key), ...requestTags(Tags) };
      const create = await tableCheck(ctx, 'dynamodb:CreateTable', TableName, keys);
      const checks = [create];
      if (Tags.length > 0) checks.push({ ...create, action: 'dynamodb:TagResource' });
      if (ResourcePolicy !== undefined) checks.push({ ...create, action: 'dynamodb:PutResourcePolicy' });
      return checks;
    },
  },
  DeleteTable: onTable('dynamodb:DeleteTable'),
  DescribeEndpoints: onNothing('dynamodb:DescribeEndpoints'),
  DescribeLimits: onNothing('dynamodb:DescribeLimits'),
  DescribeTable: onTable('dynamodb:DescribeTable'),
  ListTables: onNothing('dynamodb:ListTables'),
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

/** The reference knows no resource type for it. */
function onNothing(action: string): Access<DynamodbParts, unknown> {
  return { actions: [action], checks: () => [{ action, resource: '*' }] };
}

function requestTags(tags: readonly { readonly Key: string; readonly Value: string }[]): ConditionContext {
  return Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value]));
}
