/** What PutMetricData is given: checked in AWS's words, and made into points. */
import type { Clock } from '../../../kit/clock.ts';
import { invalidCombination, invalidValue, missing, unsupported } from '../errors.ts';
import {
  DATUM_AGE_MAX_MS,
  DATUM_FUTURE_MAX_MS,
  DIMENSIONS_MAX,
  VALUE_MAX,
  VALUE_MIN,
  VALUES_PER_DATUM_MAX,
} from '../limits.ts';
import type { MetricDatum, StatisticSet } from '../model.ts';
import type { Place } from '../store.ts';
import { type Aggregate, ofStatistics, ofValue, ofValues } from './aggregate.ts';
import { sortedPairs } from './identity.ts';
import type { Point } from './writer.ts';

/** `name` is how messages call it: `MetricData.member.1`. Undefined where it counts nothing. */
export function pointOf(
  place: Place,
  namespace: string,
  datum: MetricDatum,
  name: string,
  clock: Clock,
): Point | undefined {
  checkDimensions(datum, name);
  if (datum.StorageResolution !== undefined && datum.StorageResolution !== 60) {
    if (datum.StorageResolution === 1) throw unsupported(`${name}.StorageResolution 1 (high resolution)`);
    throw invalidValue(`The value ${datum.StorageResolution} for parameter ${name}.StorageResolution is invalid.`);
  }
  const atMs = datum.Timestamp ?? clock.nowMs();
  checkTime(atMs, name, clock.nowMs());
  const aggregate = aggregateOf(datum, name);
  if (!aggregate) return undefined;
  const metric = { namespace, name: datum.MetricName, dimensions: sortedPairs(datum.Dimensions) };
  return { place, metric, unit: datum.Unit ?? 'None', atMs, aggregate };
}

function checkDimensions({ Dimensions = [] }: MetricDatum, name: string): void {
  if (Dimensions.length > DIMENSIONS_MAX) {
    throw invalidValue(`The collection ${name}.Dimensions must not have a size greater than ${DIMENSIONS_MAX}.`);
  }
  const seen = new Set<string>();
  for (const [at, { Name, Value }] of Dimensions.entries()) {
    for (const [member, text] of [['Name', Name] as const, ['Value', Value] as const]) {
      const path = `${name}.Dimensions.member.${at + 1}.${member}`;
      // "must contain only ASCII characters, must include at least one non-whitespace character, and cannot start with a colon"
      if (!/^[\x20-\x7e]*$/.test(text)) throw invalidValue(`The parameter ${path} must contain only ASCII characters.`);
      if (text.trim() === '') throw invalidValue(`The parameter ${path} must not be empty.`);
      if (member === 'Name' && text.startsWith(':'))
        throw invalidValue(`The value ${text} for parameter ${path} is invalid.`);
    }
    if (seen.has(Name)) throw invalidValue(`The parameter ${name}.Dimensions must not have duplicate dimension names.`);
    seen.add(Name);
  }
}

function checkTime(atMs: number, name: string, nowMs: number): void {
  if (atMs < nowMs - DATUM_AGE_MAX_MS) {
    throw invalidValue(`The parameter ${name}.Timestamp must specify a time within the past two weeks.`);
  }
  if (atMs > nowMs + DATUM_FUTURE_MAX_MS) {
    throw invalidValue(`The parameter ${name}.Timestamp must specify a time no more than two hours in the future.`);
  }
}

function aggregateOf({ Value, Values, Counts, StatisticValues }: MetricDatum, name: string): Aggregate | undefined {
  const given = Object.entries({ Value, Values, StatisticValues }).filter(([, value]) => value !== undefined);
  const [one, other] = given.map(([member]) => `${name}.${member}`);
  if (one !== undefined && other !== undefined) {
    const message = `The parameters ${one} and ${other} are mutually exclusive and you have specified both.`;
    throw StatisticValues ? invalidCombination(message) : invalidValue(message);
  }
  if (Value !== undefined) return ofValue(checked(Value, `${name}.Value`));
  if (StatisticValues) return ofSet(StatisticValues, `${name}.StatisticValues`);
  if (!Values || Values.length === 0) {
    throw missing(
      `At least one of the parameters ${name}.Value, ${name}.Values and ${name}.StatisticValues must be specified.`,
    );
  }
  if (Values.length > VALUES_PER_DATUM_MAX) {
    throw invalidValue(`The collection ${name}.Values must not have a size greater than ${VALUES_PER_DATUM_MAX}.`);
  }
  if (Counts && Counts.length !== Values.length) {
    throw invalidValue(`The parameters ${name}.Values and ${name}.Counts must be of the same size.`);
  }
  for (const value of Values) checked(value, `${name}.Values`);
  for (const count of Counts ?? []) notNegative(count, `${name}.Counts`);
  return ofValues(Values, Counts ?? []);
}

function ofSet({ SampleCount, Sum, Minimum, Maximum }: StatisticSet, name: string): Aggregate | undefined {
  notNegative(SampleCount, `${name}.SampleCount`);
  for (const [member, value] of Object.entries({ Sum, Minimum, Maximum })) checked(value, `${name}.${member}`);
  if (Minimum > Maximum)
    throw invalidValue(`The parameter ${name}.Minimum must be less than or equal to ${name}.Maximum.`);
  return SampleCount === 0 ? undefined : ofStatistics(SampleCount, Sum, Minimum, Maximum);
}

function checked(value: number, name: string): number {
  const size = Math.abs(value);
  // Also false for NaN.
  if (size === 0 || (size >= VALUE_MIN && size <= VALUE_MAX)) return value;
  throw invalidValue(`The value ${value} for parameter ${name} is invalid.`);
}

function notNegative(value: number, name: string): void {
  if (value < 0) throw invalidValue(`The value ${value} for parameter ${name} is invalid.`);
  checked(value, name);
}
