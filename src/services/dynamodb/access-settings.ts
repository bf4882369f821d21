/** How the operations on what a table has besides its items are authorized: tags, policies, time to live and the like. */
import type { ConditionContext } from '../../auth/policy/policy.ts';
import type { Access, AccessTable } from '../service.ts';
import { tableCheck } from './access-checks.ts';
import type { Operations } from './model.ts';
import type { DynamodbParts } from './parts.ts';
import { parseTableArn } from './tables/resource-arn.ts';
import { tableArn } from './tables/names.ts';

export const settingsAccess: AccessTable<DynamodbParts, Operations> = {
  CreateGlobalTable: onGlobalTable('dynamodb:CreateGlobalTable'),
  DeleteResourcePolicy: onArn('dynamodb:DeleteResourcePolicy'),
  DescribeContributorInsights: onTableOrIndex('dynamodb:DescribeContributorInsights'),
  DescribeGlobalTable: onGlobalTable('dynamodb:DescribeGlobalTable'),
  DescribeGlobalTableSettings: onGlobalTable('dynamodb:DescribeGlobalTableSettings'),
  DescribeKinesisStreamingDestination: onTableOrIndex('dynamodb:DescribeKinesisStreamingDestination'),
  DescribeTimeToLive: onTableOrIndex('dynamodb:DescribeTimeToLive'),
  DisableKinesisStreamingDestination: onTableOrIndex('dynamodb:DisableKinesisStreamingDestination'),
  EnableKinesisStreamingDestination: onTableOrIndex('dynamodb:EnableKinesisStreamingDestination'),
  GetResourcePolicy: onArn('dynamodb:GetResourcePolicy'),
  ListContributorInsights: everywhere('dynamodb:ListContributorInsights'),
  ListGlobalTables: everywhere('dynamodb:ListGlobalTables'),
  ListTagsOfResource: onArn('dynamodb:ListTagsOfResource'),
  PutResourcePolicy: onArn('dynamodb:PutResourcePolicy'),
  TagResource: onArn('dynamodb:TagResource', ({ Tags }) => ({
    'aws:TagKeys': Tags.map(({ Key }) => Key),
    ...Object.fromEntries(Tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
  })),
  UntagResource: onArn('dynamodb:UntagResource', ({ TagKeys }) => ({ 'aws:TagKeys': TagKeys })),
  UpdateContributorInsights: onTableOrIndex('dynamodb:UpdateContributorInsights'),
  UpdateGlobalTable: onGlobalTable('dynamodb:UpdateGlobalTable'),
  UpdateGlobalTableSettings: onGlobalTable('dynamodb:UpdateGlobalTableSettings'),
  UpdateKinesisStreamingDestination: onTableOrIndex('dynamodb:UpdateKinesisStreamingDestination'),
  UpdateTimeToLive: onTableOrIndex('dynamodb:UpdateTimeToLive'),
};

interface TableInput {
  readonly TableName: string;
  readonly IndexName?: string | undefined;
}

export function onTableOrIndex<Input extends TableInput>(action: string): Access<DynamodbParts, Input> {
  return {
    actions: [action],
    checks: async (ctx, { TableName, IndexName }) => [await tableCheck(ctx, action, TableName, {}, IndexName)],
  };
}

function onArn<Input extends { readonly ResourceArn: string }>(
  action: string,
  keys: (input: Input) => ConditionContext = () => ({}),
): Access<DynamodbParts, Input> {
  return {
    actions: [action],
    checks: async (ctx, input) => [
      await tableCheck(ctx, action, tableArn(parseTableArn(ctx, input.ResourceArn)), keys(input)),
    ],
  };
}

function onGlobalTable<Input extends { readonly GlobalTableName: string }>(
  action: string,
): Access<DynamodbParts, Input> {
  return {
    actions: [action],
    checks: ({ accountId }, { GlobalTableName: name }) => [
      { action, resource: `arn:aws:dynamodb::${accountId}:global-table/${name}` },
    ],
  };
}

export function everywhere<Input>(action: string): Access<DynamodbParts, Input> {
  return { actions: [action], checks: () => [{ action, resource: '*' }] };
}
