/** What makes a metric this one and no other: namespace, name and the set of its dimensions. */
import { createHash } from 'node:crypto';
import { validationError } from '../errors.ts';
import type { Dimension } from '../model.ts';
import type { DimensionPair } from '../store.ts';

export interface MetricIdentity {
  readonly namespace: string;
  readonly name: string;
  /** Sorted by name. */
  readonly dimensions: readonly DimensionPair[];
}

/** 16 bytes, so that keys stay short whatever thirty dimensions say. */
export function metricId({ namespace, name, dimensions }: MetricIdentity): Uint8Array {
  return createHash('sha256')
    .update(JSON.stringify([namespace, name, dimensions]))
    .digest()
    .subarray(0, 16);
}

export function sortedPairs(dimensions: readonly Dimension[] | undefined): DimensionPair[] {
  const pairs = (dimensions ?? []).map(({ Name, Value }): DimensionPair => [Name, Value]);
  return pairs.toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));
}

export function identityOf(metric: {
  readonly Namespace?: string | undefined;
  readonly MetricName?: string | undefined;
  readonly Dimensions?: readonly Dimension[] | undefined;
}): MetricIdentity {
  if (metric.Namespace === undefined) throw validationError('The parameter Namespace is required.');
  if (metric.MetricName === undefined) throw validationError('The parameter MetricName is required.');
  return { namespace: metric.Namespace, name: metric.MetricName, dimensions: sortedPairs(metric.Dimensions) };
}

export function dimensionsOf(pairs: readonly DimensionPair[]): Dimension[] {
  return pairs.map(([Name, Value]) => ({ Name, Value }));
}
