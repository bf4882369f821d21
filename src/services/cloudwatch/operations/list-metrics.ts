/** ListMetrics: metrics that had data within two weeks, by namespace, name and dimensions. */
import type { Key } from '../../../storage/store.ts';
import { invalidValue } from '../errors.ts';
import { LIST_METRICS_MAX, LIST_SCAN_MAX, LISTED_FOR_MS, RECENT_MS, ROWS_PAGE } from '../limits.ts';
import { dimensionsOf } from '../metrics/identity.ts';
import type { DimensionFilter, ListMetricsInput, ListMetricsOutput, Metric } from '../model.ts';
import type { CloudwatchContext } from '../service.ts';
import { type DimensionPair, metricKeys, metricRecord } from '../store.ts';
import { decodeToken, encodeToken } from '../tokens.ts';

export async function listMetrics(ctx: CloudwatchContext, input: ListMetricsInput): Promise<ListMetricsOutput> {
  await ctx.parts.drain();
  // There are no linked accounts: another account's metrics are none.
  if (input.OwningAccount !== undefined && input.OwningAccount !== ctx.accountId) return { Metrics: [] };
  const fromMs = ctx.clock.nowMs() - (input.RecentlyActive === undefined ? LISTED_FOR_MS : RECENT_MS);
  const Metrics: Metric[] = [];
  let after = input.NextToken === undefined ? undefined : keyAfter(ctx, input.NextToken);
  for (let seen = 0; seen < LIST_SCAN_MAX; ) {
    const page = await ctx.parts.telemetry.range({
      prefix: prefixOf(ctx, input),
      limit: ROWS_PAGE,
      ...(after && { after }),
    });
    for (const { key, value } of page.entries) {
      after = key;
      const [Namespace, MetricName] = [String(key.at(-3)), String(key.at(-2))];
      const { dimensions, seenMs } = metricRecord.decode(value);
      const isWanted = seenMs >= fromMs && (input.MetricName === undefined || input.MetricName === MetricName);
      if (!isWanted || !matches(dimensions, input.Dimensions)) continue;
      Metrics.push({ Namespace, MetricName, Dimensions: dimensionsOf(dimensions) });
      if (Metrics.length === LIST_METRICS_MAX) return answer(ctx, input, Metrics, after);
    }
    if (!page.next) return answer(ctx, input, Metrics, undefined);
    seen += page.entries.length;
  }
  return answer(ctx, input, Metrics, after);
}

function prefixOf(ctx: CloudwatchContext, { Namespace, MetricName }: ListMetricsInput): Key {
  if (Namespace === undefined) return metricKeys.metrics(ctx);
  return MetricName === undefined
    ? metricKeys.ofNamespace(ctx, Namespace)
    : metricKeys.ofName(ctx, Namespace, MetricName);
}

function matches(dimensions: readonly DimensionPair[], filters: readonly DimensionFilter[] = []): boolean {
  return filters.every(({ Name, Value }) =>
    dimensions.some(([name, value]) => name === Name && (Value === undefined || value === Value)),
  );
}

function answer(
  ctx: CloudwatchContext,
  { IncludeLinkedAccounts }: ListMetricsInput,
  Metrics: Metric[],
  after: Key | undefined,
): ListMetricsOutput {
  return {
    Metrics,
    ...(IncludeLinkedAccounts === true && { OwningAccounts: Metrics.map(() => ctx.accountId) }),
    ...(after && { NextToken: tokenOf(after) }),
  };
}

function tokenOf(key: Key): string {
  const id = key.at(-1);
  const hex = id instanceof Uint8Array ? Buffer.from(id).toString('hex') : '';
  return encodeToken([String(key.at(-3)), String(key.at(-2)), hex]);
}

function keyAfter(ctx: CloudwatchContext, token: string): Key {
  const [namespace, name, hex] = partsOf(token);
  if (typeof namespace !== 'string' || typeof name !== 'string' || typeof hex !== 'string') throw brokenToken();
  return metricKeys.metric(ctx, namespace, name, Buffer.from(hex, 'hex'));
}

function partsOf(token: string): readonly (string | number)[] {
  try {
    return decodeToken(token);
  } catch {
    throw brokenToken();
  }
}

/** ListMetrics knows no InvalidNextToken. */
const brokenToken = (): Error => invalidValue('Request parameter NextToken is invalid');
