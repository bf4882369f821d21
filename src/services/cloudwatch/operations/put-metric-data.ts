/** PutMetricData: on disk when it answers. */
import { invalidValue, missing, unsupported } from '../errors.ts';
import { METRICS_PER_PUT_MAX } from '../limits.ts';
import { pointOf } from '../metrics/datum.ts';
import type { PutMetricDataInput } from '../model.ts';
import type { CloudwatchContext } from '../service.ts';

export async function putMetricData(
  ctx: CloudwatchContext,
  { Namespace, MetricData = [], EntityMetricData }: PutMetricDataInput,
): Promise<Record<string, never>> {
  if (EntityMetricData && EntityMetricData.length > 0) throw unsupported('EntityMetricData');
  if (Namespace.startsWith('AWS/')) throw invalidValue('The value AWS/ for parameter Namespace is invalid.');
  if (MetricData.length === 0) throw missing('The parameter MetricData is required.');
  if (MetricData.length > METRICS_PER_PUT_MAX) {
    throw invalidValue(`The collection MetricData must not have a size greater than ${METRICS_PER_PUT_MAX}.`);
  }
  const points = MetricData.map((datum, at) =>
    pointOf(ctx, Namespace, datum, `MetricData.member.${at + 1}`, ctx.clock),
  );
  await ctx.parts.writer.write(points.filter((point) => point !== undefined));
  return {};
}
