/**
 * What state follows from an alarm's data points, M out of N, with missing ones treated as the alarm says ("Configuring
 * how CloudWatch alarms treat missing data", user guide, 2026-11-24; its tables are this file's test).
 */
import type { StateValue } from '../store.ts';

export type TreatMissing = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export interface AlarmRule {
  /** N. */
  readonly evaluationPeriods: number;
  /** M. */
  readonly datapointsToAlarm: number;
  readonly treatMissing: TreatMissing;
  readonly breaches: (value: number) => boolean;
}

export interface AlarmPoint {
  readonly atMs: number;
  /** Undefined: missing. */
  readonly value: number | undefined;
  /** Of how many values it is made, where that is known. */
  readonly sampleCount?: number | undefined;
}

export interface Decision {
  readonly state: StateValue | 'keep';
  /** The points with a value that it is made of, the newest first. */
  readonly received: readonly (AlarmPoint & { readonly value: number })[];
  /** How many missing ones were filled in. */
  readonly filled: number;
}

/** `points`: the last N periods and a few before them, the newest first. */
export function decide(rule: AlarmRule, points: readonly AlarmPoint[]): Decision {
  const { evaluationPeriods, datapointsToAlarm, treatMissing, breaches } = rule;
  const known = points.filter((point): point is AlarmPoint & { value: number } => point.value !== undefined);
  const received = known.slice(0, evaluationPeriods);
  const filled = evaluationPeriods - received.length;
  const breaching = received.filter(({ value }) => breaches(value)).length;
  const isAlarm = breaching + (treatMissing === 'breaching' ? filled : 0) >= datapointsToAlarm;
  const isFilled = treatMissing === 'breaching' || treatMissing === 'notBreaching';
  const decision = (state: Decision['state']): Decision => ({ state, received, filled: isFilled ? filled : 0 });
  if (filled === 0 || isFilled) return decision(isAlarm ? 'ALARM' : 'OK');
  if (isAlarm) return decision('ALARM');
  if (received.length === 0) return decision(treatMissing === 'missing' ? 'INSUFFICIENT_DATA' : 'keep');
  if (breaching < received.length) return decision('OK');
  // All that came is breaching, and too little came: an alarm, once the oldest is old enough.
  const oldest = points.slice(0, evaluationPeriods).findLastIndex(({ value }) => value !== undefined) + 1;
  return decision(treatMissing === 'missing' && oldest >= datapointsToAlarm ? 'ALARM' : 'keep');
}
