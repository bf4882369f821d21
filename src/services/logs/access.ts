/**
 * How each operation is authorized. AWS asks for a group's operations on `…:log-group:<name>:log-stream:` (denials say
 * so: "is not authorized to perform: logs:CreateLogGroup on resource: arn:aws:logs:us-east-1:…:log-group:test-log-group:
 * log-stream: because …", seen in public reports, 2026-11-23), so that policies need the ARN ending in `:*`; tagging
 * alone asks for the ARN without it.
 */
import type { Access, AccessCheck, AccessTable } from '../service.ts';
import {
  findGroup,
  groupArn,
  groupNameFromIdentifier,
  groupNameFromTagArn,
  groupNameOf,
  type LogsContext,
} from './groups.ts';
import type { Operations } from './model.ts';
import type { LogsParts } from './service.ts';

type Tags = Readonly<Record<string, string>>;
type GroupInput = { readonly logGroupName?: string | undefined; readonly logGroupIdentifier?: string | undefined };

export const logsAccess: AccessTable<LogsParts, Operations> = {
  CreateLogGroup: {
    actions: ['logs:CreateLogGroup', 'logs:TagResource'],
    checks: (ctx, input) => createGroupChecks(ctx, input.logGroupName, input.tags),
  },
  CreateLogStream: onStream('logs:CreateLogStream'),
  DeleteLogGroup: onGroup('logs:DeleteLogGroup'),
  DeleteLogStream: onStream('logs:DeleteLogStream'),
  DeleteRetentionPolicy: onGroup('logs:DeleteRetentionPolicy'),
  DescribeLogGroups: {
    actions: ['logs:DescribeLogGroups'],
    checks: (ctx) => [{ action: 'logs:DescribeLogGroups', resource: `${groupArn(ctx, '')}:log-stream:` }],
  },
  DescribeLogStreams: onGroup('logs:DescribeLogStreams'),
  FilterLogEvents: {
    actions: ['logs:FilterLogEvents', 'logs:Unmask'],
    checks: (ctx, input) => readChecks(ctx, 'logs:FilterLogEvents', input, '', input.unmask),
  },
  GetLogEvents: {
    actions: ['logs:GetLogEvents', 'logs:Unmask'],
    checks: (ctx, input) => readChecks(ctx, 'logs:GetLogEvents', input, input.logStreamName, input.unmask),
  },
  // The reference knows no resource type for it.
  ListLogGroups: {
    actions: ['logs:ListLogGroups'],
    checks: () => [{ action: 'logs:ListLogGroups', resource: '*' }],
  },
  ListTagsForResource: onTags('logs:ListTagsForResource', () => ({})),
  ListTagsLogGroup: onGroup('logs:ListTagsLogGroup'),
  PutLogEvents: onStream('logs:PutLogEvents'),
  PutLogGroupDeletionProtection: {
    actions: ['logs:PutLogGroupDeletionProtection'],
    checks: async (ctx, input) => [
      await groupCheck(
        ctx,
        'logs:PutLogGroupDeletionProtection',
        groupNameFromIdentifier(ctx, input.logGroupIdentifier),
      ),
    ],
  },
  PutRetentionPolicy: onGroup('logs:PutRetentionPolicy'),
  TagLogGroup: onGroup('logs:TagLogGroup', (input) => tagContext(input.tags)),
  TagResource: onTags('logs:TagResource', (input) => tagContext(input.tags)),
  UntagLogGroup: onGroup('logs:UntagLogGroup', (input) => ({ 'aws:TagKeys': [...input.tags] })),
  UntagResource: onTags('logs:UntagResource', (input) => ({ 'aws:TagKeys': [...input.tagKeys] })),
};

type ConditionKeys = Readonly<Record<string, string | readonly string[]>>;

/** On the group that the input names. */
function onGroup<Input extends GroupInput>(
  action: string,
  context: (input: Input) => ConditionKeys = () => ({}),
): Access<LogsParts, Input> {
  return {
    actions: [action],
    checks: async (ctx, input) => [await groupCheck(ctx, action, groupNameOf(ctx, input), '', context(input))],
  };
}

function onStream<Input extends GroupInput & { readonly logStreamName: string }>(
  action: string,
): Access<LogsParts, Input> {
  return {
    actions: [action],
    checks: async (ctx, input) => [await groupCheck(ctx, action, groupNameOf(ctx, input), input.logStreamName)],
  };
}

/** On the bare ARN of the group. */
function onTags<Input extends { readonly resourceArn: string }>(
  action: string,
  context: (input: Input) => ConditionKeys,
): Access<LogsParts, Input> {
  return {
    actions: [action],
    checks: async (ctx, input) => {
      const name = groupNameFromTagArn(ctx, input.resourceArn);
      const keys = { ...(await resourceTags(ctx, name)), ...context(input) };
      return [{ action, resource: groupArn(ctx, name), context: keys }];
    },
  };
}

async function groupCheck(
  ctx: LogsContext,
  action: string,
  name: string,
  streamName = '',
  keys: ConditionKeys = {},
): Promise<AccessCheck> {
  const context = { ...(await resourceTags(ctx, name)), ...keys };
  return { action, resource: `${groupArn(ctx, name)}:log-stream:${streamName}`, context };
}

async function readChecks(
  ctx: LogsContext,
  action: string,
  input: GroupInput,
  streamName: string,
  unmask: boolean | undefined,
): Promise<AccessCheck[]> {
  const name = groupNameOf(ctx, input);
  const check = await groupCheck(ctx, action, name, streamName);
  return unmask === true ? [check, await groupCheck(ctx, 'logs:Unmask', name)] : [check];
}

/** "you must have either the logs:TagResource or logs:TagLogGroup permission" to tag: the newer is asked for. */
function createGroupChecks(ctx: LogsContext, name: string, tags: Tags | undefined): AccessCheck[] {
  const context = tags ? tagContext(tags) : {};
  const create = { action: 'logs:CreateLogGroup', resource: `${groupArn(ctx, name)}:log-stream:`, context };
  if (!tags || Object.keys(tags).length === 0) return [create];
  return [create, { action: 'logs:TagResource', resource: groupArn(ctx, name), context }];
}

function tagContext(tags: Tags): ConditionKeys {
  const requested = Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value]);
  return { 'aws:TagKeys': Object.keys(tags), ...Object.fromEntries(requested) };
}

async function resourceTags(ctx: LogsContext, name: string): Promise<ConditionKeys> {
  const group = await findGroup(ctx.store, ctx, name);
  const tags = Object.entries(group?.tags ?? {});
  return Object.fromEntries(tags.map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
}
