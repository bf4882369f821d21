/** CloudWatch: what it does and who may, loaded at the first request. */
import type { OperationTable } from '../service.ts';
import { cloudwatchAccess } from './access.ts';
import type { Operations } from './model.ts';
import { deleteAlarms } from './operations/delete-alarms.ts';
import { describeAlarmHistory } from './operations/describe-alarm-history.ts';
import { describeAlarmsForMetric } from './operations/describe-alarms-for-metric.ts';
import { describeAlarms } from './operations/describe-alarms.ts';
import { disableAlarmActions } from './operations/disable-alarm-actions.ts';
import { enableAlarmActions } from './operations/enable-alarm-actions.ts';
import { getMetricData } from './operations/get-metric-data.ts';
import { getMetricStatistics } from './operations/get-metric-statistics.ts';
import { listMetrics } from './operations/list-metrics.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { putMetricAlarm } from './operations/put-metric-alarm.ts';
import { putMetricData } from './operations/put-metric-data.ts';
import { setAlarmState } from './operations/set-alarm-state.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';
import type { CloudwatchParts } from './service.ts';

export const operations: OperationTable<CloudwatchParts, Operations> = {
  DeleteAlarms: deleteAlarms,
  DescribeAlarmHistory: describeAlarmHistory,
  DescribeAlarms: describeAlarms,
  DescribeAlarmsForMetric: describeAlarmsForMetric,
  DisableAlarmActions: disableAlarmActions,
  EnableAlarmActions: enableAlarmActions,
  GetMetricData: getMetricData,
  GetMetricStatistics: getMetricStatistics,
  ListMetrics: listMetrics,
  ListTagsForResource: listTagsForResource,
  PutMetricAlarm: putMetricAlarm,
  PutMetricData: putMetricData,
  SetAlarmState: setAlarmState,
  TagResource: tagResource,
  UntagResource: untagResource,
};

export const access = cloudwatchAccess;
