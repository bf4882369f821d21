/**
 * How values are distributed, for percentiles: a histogram whose buckets grow by a constant factor, so that every value
 * is known to SKETCH_ACCURACY (the mapping of DDSketch, Masson and others, VLDB 2019). Sketches of parts merge into
 * that of the whole without loss.
 */
import { SKETCH_ACCURACY, SKETCH_BUCKETS_MAX, VALUE_MIN } from '../limits.ts';

/** How much weight lies in a bucket, by the bucket's number; the order of the numbers is the order of the values. */
export type Buckets = Map<number, number>;

const GAMMA = (1 + SKETCH_ACCURACY) / (1 - SKETCH_ACCURACY);
const LOG_GAMMA = Math.log(GAMMA);
/** Above the largest exponent in amount: positive values have positive numbers, negative ones negative, zero has 0. */
const OFFSET = 20_000;

export function bucketOf(value: number): number {
  const size = Math.abs(value);
  if (size < VALUE_MIN) return 0;
  return Math.sign(value) * (Math.ceil(Math.log(size) / LOG_GAMMA) + OFFSET);
}

/** What stands for every value in the bucket. */
export function valueOf(bucket: number): number {
  if (bucket === 0) return 0;
  const size = (2 * GAMMA ** (Math.abs(bucket) - OFFSET)) / (GAMMA + 1);
  return bucket > 0 ? size : -size;
}

export function addTo(buckets: Buckets, bucket: number, weight: number): void {
  buckets.set(bucket, (buckets.get(bucket) ?? 0) + weight);
}

/** Joins the lowest buckets where there are too many: the high percentiles stay exact, which are those that are asked for. */
export function bounded(buckets: Buckets): Buckets {
  if (buckets.size <= SKETCH_BUCKETS_MAX) return buckets;
  const sorted = sortedBuckets(buckets);
  const joined = sorted.splice(0, sorted.length - SKETCH_BUCKETS_MAX + 1);
  const [last] = joined.at(-1) ?? [0];
  return new Map([[last, joined.reduce((sum, [, weight]) => sum + weight, 0)], ...sorted]);
}

export function sortedBuckets(buckets: Buckets): [bucket: number, weight: number][] {
  return [...buckets].toSorted(([a], [b]) => a - b);
}

export function weightOf(buckets: Buckets): number {
  let weight = 0;
  for (const each of buckets.values()) weight += each;
  return weight;
}

/** The value below which `percent` of the weight lies. */
export function percentileOf(buckets: Buckets, percent: number): number {
  const target = (percent / 100) * weightOf(buckets);
  let weight = 0;
  let value = 0;
  for (const [bucket, each] of sortedBuckets(buckets)) {
    weight += each;
    value = valueOf(bucket);
    if (weight >= target) break;
  }
  return value;
}
