/** GetMetricData: metrics and metric math, in pages. */
import { checkLabel, defaultLabels, labelOf } from '../data/labels.ts';
import { checkNames, computeQueries, parseQueries, type Query, type ReadMetric, readMetrics } from '../data/queries.ts';
import { roundedStart } from '../data/range.ts';
import { invalidToken, unsupported, validationError } from '../errors.ts';
import { DATA_POINTS_MAX, QUERIES_MAX } from '../limits.ts';
import { type Series, sortedPoints } from '../math/values.ts';
import { requestBudget } from '../metrics/series.ts';
import type { GetMetricDataInput, GetMetricDataOutput, MessageData, MetricDataResult } from '../model.ts';
import type { CloudwatchContext } from '../service.ts';
import { decodeToken, encodeToken } from '../tokens.ts';

export async function getMetricData(ctx: CloudwatchContext, input: GetMetricDataInput): Promise<GetMetricDataOutput> {
  const queries = checked(ctx, input);
  const nowMs = ctx.clock.nowMs();
  const range = { startMs: roundedStart(input.StartTime, nowMs), endMs: input.EndTime };
  await ctx.parts.drain();
  const { telemetry } = ctx.parts;
  const read = await readMetrics(queries, { telemetry, place: ctx, ...range, nowMs, budget: requestBudget() });
  const computed = computeQueries(queries, read, range);
  const descending = input.ScanBy !== 'TimestampAscending';
  const results = resultsOf(ctx, queries, read, computed).map((result) => ({
    ...result,
    points: descending ? result.points.toReversed() : result.points,
  }));
  return pageOf(results, input, descending);
}

function checked(ctx: CloudwatchContext, input: GetMetricDataInput): Query[] {
  const { MetricDataQueries, StartTime, EndTime, MaxDatapoints, LabelOptions } = input;
  if (StartTime > EndTime) throw validationError('The parameter EndTime must be greater than StartTime.');
  if (StartTime === EndTime) throw validationError('The parameter StartTime must not equal parameter EndTime.');
  if (MetricDataQueries.length > QUERIES_MAX) {
    throw validationError(`The collection MetricDataQueries must not have a size greater than ${QUERIES_MAX}.`);
  }
  if (MaxDatapoints !== undefined && (MaxDatapoints < 1 || MaxDatapoints > DATA_POINTS_MAX)) {
    throw validationError(`The parameter MaxDatapoints must be between 1 and ${DATA_POINTS_MAX}.`);
  }
  // It is about labels that show times, of which there are none.
  if (LabelOptions?.Timezone !== undefined) throw unsupported('LabelOptions.Timezone');
  const queries = parseQueries(MetricDataQueries, ctx.accountId, 'MetricDataQueries');
  for (const { label } of queries) if (label !== undefined) checkLabel(label);
  checkNames(queries);
  return queries;
}

interface Result {
  readonly id: string;
  readonly label: string;
  readonly messages: readonly MessageData[];
  readonly points: readonly (readonly [atMs: number, value: number])[];
}

function resultsOf(
  ctx: CloudwatchContext,
  queries: readonly Query[],
  read: ReadonlyMap<string, ReadMetric>,
  computed: ReadonlyMap<string, readonly Series[]>,
): Result[] {
  const labels = defaultLabels(queries);
  return queries.flatMap((query) => {
    const list = computed.get(query.id) ?? [];
    const fallback = labels.get(query.id) ?? query.id;
    const messages = messagesOf(read.get(query.id));
    return list.map((series) => {
      const own = labelOf(query, fallback, series, ctx);
      const label = list.length > 1 ? `${query.label === undefined ? '' : `${own} `}${series.label}` : own;
      return { id: query.id, label, messages, points: sortedPoints(series) };
    });
  });
}

/** "Multiple units returned: '[Milliseconds, Seconds]'" (recorded from AWS, 2023-12). */
function messagesOf(metric: ReadMetric | undefined): MessageData[] {
  if (!metric || metric.units.length < 2) return [];
  return [{ Code: 'MultipleUnits', Value: `Multiple units returned: '[${metric.units.join(', ')}]'` }];
}

/** From behind the point that the token names, up to as many points as asked for. */
function pageOf(results: readonly Result[], input: GetMetricDataInput, descending: boolean): GetMetricDataOutput {
  const [from, lastMs] = input.NextToken === undefined ? [0, undefined] : positionOf(input.NextToken);
  const isLeft = (atMs: number): boolean => lastMs === undefined || (descending ? atMs < lastMs : atMs > lastMs);
  let room = input.MaxDatapoints ?? DATA_POINTS_MAX;
  const page: MetricDataResult[] = [];
  for (const [at, result] of results.entries()) {
    if (at < from) continue;
    const left = at === from ? result.points.filter(([atMs]) => isLeft(atMs)) : result.points;
    const points = left.slice(0, room);
    room -= points.length;
    const isWhole = points.length === left.length;
    page.push({
      Id: result.id,
      Label: result.label,
      Timestamps: points.map(([atMs]) => atMs),
      Values: points.map(([, value]) => value),
      StatusCode: isWhole ? 'Complete' : 'PartialData',
      ...(result.messages.length > 0 && { Messages: result.messages }),
    });
    const lastTime = points.at(-1)?.[0] ?? lastMs;
    if (!isWhole && lastTime !== undefined) {
      return { MetricDataResults: page, Messages: [], NextToken: encodeToken([at, lastTime]) };
    }
    if (!isWhole) return { MetricDataResults: page.slice(0, -1), Messages: [], NextToken: encodeToken([at]) };
  }
  return { MetricDataResults: page, Messages: [] };
}

function positionOf(token: string): [from: number, lastMs: number | undefined] {
  const [from, lastMs] = decodeToken(token);
  if (typeof from !== 'number' || typeof lastMs === 'string') throw invalidToken();
  return [from, lastMs];
}
