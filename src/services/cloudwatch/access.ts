/**
 * How each operation is authorized. Metrics have no ARN: their operations are on `*`. Alarms have one; listing is on all
 * alarms of the place.
 */
import type { ConditionContext } from '../../auth/policy/policy.ts';
import { parseArn } from '../../kit/arn.ts';
import type { Access, AccessCheck, AccessTable } from '../service.ts';
import { alarmArn, alarmNameOf, findAlarm } from './alarms/alarms.ts';
import type { Operations, Tag } from './model.ts';
import type { CloudwatchContext, CloudwatchParts } from './service.ts';

export const cloudwatchAccess: AccessTable<CloudwatchParts, Operations> = {
  DeleteAlarms: onAlarms('cloudwatch:DeleteAlarms'),
  DescribeAlarmHistory: {
    actions: ['cloudwatch:DescribeAlarmHistory'],
    checks: (ctx, input) => [
      { action: 'cloudwatch:DescribeAlarmHistory', resource: alarmArn(ctx, input.AlarmName ?? '*') },
    ],
  },
  DescribeAlarms: onAllAlarms('cloudwatch:DescribeAlarms'),
  DescribeAlarmsForMetric: onAllAlarms('cloudwatch:DescribeAlarmsForMetric'),
  DisableAlarmActions: onAlarms('cloudwatch:DisableAlarmActions'),
  EnableAlarmActions: onAlarms('cloudwatch:EnableAlarmActions'),
  GetMetricData: onMetrics('cloudwatch:GetMetricData'),
  GetMetricStatistics: onMetrics('cloudwatch:GetMetricStatistics'),
  ListMetrics: onMetrics('cloudwatch:ListMetrics'),
  ListTagsForResource: onTags('cloudwatch:ListTagsForResource', () => ({})),
  PutMetricAlarm: {
    actions: ['cloudwatch:PutMetricAlarm', 'cloudwatch:TagResource'],
    checks: async (ctx, input) => {
      const context = tagContext(input.Tags ?? []);
      const put = await alarmCheck(ctx, 'cloudwatch:PutMetricAlarm', input.AlarmName, context);
      return (input.Tags ?? []).length === 0 ? [put] : [put, { ...put, action: 'cloudwatch:TagResource' }];
    },
  },
  PutMetricData: {
    actions: ['cloudwatch:PutMetricData'],
    checks: (_ctx, input) => [
      { action: 'cloudwatch:PutMetricData', resource: '*', context: { 'cloudwatch:namespace': input.Namespace } },
    ],
  },
  SetAlarmState: {
    actions: ['cloudwatch:SetAlarmState'],
    checks: async (ctx, input) => [await alarmCheck(ctx, 'cloudwatch:SetAlarmState', input.AlarmName)],
  },
  TagResource: onTags('cloudwatch:TagResource', (input) => tagContext(input.Tags)),
  UntagResource: onTags('cloudwatch:UntagResource', (input) => ({ 'aws:TagKeys': [...input.TagKeys] })),
};

function onMetrics(action: string): Access<CloudwatchParts, unknown> {
  return { actions: [action], checks: () => [{ action, resource: '*' }] };
}

function onAllAlarms(action: string): Access<CloudwatchParts, unknown> {
  return { actions: [action], checks: (ctx) => [{ action, resource: alarmArn(ctx, '*') }] };
}

function onAlarms(action: string): Access<CloudwatchParts, { readonly AlarmNames: readonly string[] }> {
  return {
    actions: [action],
    checks: (ctx, input) => Promise.all([...new Set(input.AlarmNames)].map((name) => alarmCheck(ctx, action, name))),
  };
}

function onTags<Input extends { readonly ResourceARN: string }>(
  action: string,
  context: (input: Input) => ConditionContext,
): Access<CloudwatchParts, Input> {
  return {
    actions: [action],
    checks: async (ctx, input) => {
      const name = alarmNameOf(ctx, input.ResourceARN);
      if (name !== undefined) return [await alarmCheck(ctx, action, name, context(input))];
      // No alarm of this place, which is said to those only who may ask.
      return [{ action, resource: parseArn(input.ResourceARN) ? input.ResourceARN : '*', context: context(input) }];
    },
  };
}

async function alarmCheck(
  ctx: CloudwatchContext,
  action: string,
  name: string,
  keys: ConditionContext = {},
): Promise<AccessCheck> {
  const alarm = await findAlarm(ctx.store, ctx, name);
  const tags = Object.entries(alarm?.tags ?? {}).map(([key, value]) => [`aws:ResourceTag/${key}`, value]);
  return { action, resource: alarmArn(ctx, name), context: { ...Object.fromEntries(tags), ...keys } };
}

function tagContext(tags: readonly Tag[]): ConditionContext {
  if (tags.length === 0) return {};
  const requested = tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value]);
  return { 'aws:TagKeys': tags.map(({ Key }) => Key), ...Object.fromEntries(requested) };
}
