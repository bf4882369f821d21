/** CloudWatch metrics and alarms: the manifest. */
import type { Store } from '../../storage/store.ts';
import { type Context, defineService, type Service } from '../service.ts';
import { cloudwatchAccess } from './access.ts';
import type { MetricWriter } from './metrics/writer.ts';
import type { Operations } from './model.ts';
import { deleteAlarms } from './operations/delete-alarms.ts';
import { describeAlarmHistory } from './operations/describe-alarm-history.ts';
import { describeAlarms } from './operations/describe-alarms.ts';
import { describeAlarmsForMetric } from './operations/describe-alarms-for-metric.ts';
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
import { quirks } from './quirks.ts';

export interface CloudwatchParts {
  /** Metrics and their data; alarms are in the state store. */
  readonly telemetry: Store;
  readonly writer: MetricWriter;
  /** Brings the metrics of invocations so far into the telemetry store, in bounded time; reads call it first. */
  drain(): Promise<void>;
}

export type CloudwatchContext = Context<CloudwatchParts>;

export function cloudwatchService(parts: CloudwatchParts): Service<CloudwatchParts> {
  return defineService<CloudwatchParts, Operations>({
    name: 'cloudwatch',
    modelUrl: new URL('./model.json', import.meta.url),
    operations: {
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
    },
    access: cloudwatchAccess,
    parts,
    quirks,
  });
}
