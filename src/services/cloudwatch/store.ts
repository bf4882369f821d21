/**
 * The only file that knows the service's keys and record versions. Metrics and their data lie in the telemetry store,
 * alarms and their history in the state store.
 */
import { jsonRecord } from '../../storage/record.ts';
import type { Key } from '../../storage/store.ts';
import type { Resolution } from './limits.ts';
import type { MetricAlarm } from './model.ts';

export interface Place {
  readonly accountId: string;
  readonly region: string;
}

export type DimensionPair = readonly [name: string, value: string];

/** A metric that ever had data. Namespace and name are in its key. */
export interface Metric {
  /** Sorted by name. */
  readonly dimensions: readonly DimensionPair[];
  /** When data last came, up to SEEN_EVERY_MS too early. */
  readonly seenMs: number;
}

export type StateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
/** The alarm as DescribeAlarms shows it, without what follows from its place. */
export type AlarmBody = Omit<MetricAlarm, 'AlarmArn' | 'AlarmName' | 'StateValue' | 'StateReason'> & {
  readonly StateValue: StateValue;
  readonly StateReason: string;
};

export interface Alarm extends Place {
  readonly name: string;
  /** Grows with each change of the configuration: an evaluation that began before one is void. */
  readonly revision: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly body: AlarmBody;
}

export interface HistoryItem {
  readonly name: string;
  readonly type: 'ConfigurationUpdate' | 'StateUpdate';
  readonly atMs: number;
  readonly summary: string;
  readonly data: string;
}

export const metricRecord = jsonRecord<Metric>({ name: 'cloudwatch.metric', version: 1 });
export const placeRecord = jsonRecord<Record<string, never>>({ name: 'cloudwatch.place', version: 1 });
/** Up to which entry of the spool functions' metrics hold: what makes each invocation count once. */
export const ingestedRecord = jsonRecord<{ readonly mark: string }>({ name: 'cloudwatch.ingested', version: 1 });
export const alarmRecord = jsonRecord<Alarm>({ name: 'cloudwatch.alarm', version: 1 });
export const historyRecord = jsonRecord<HistoryItem>({ name: 'cloudwatch.alarm-history', version: 1 });

const cloudwatch = (place: Place, kind: string): Key => ['regional', place.accountId, place.region, 'cloudwatch', kind];

/** Keys of the telemetry store. */
export const metricKeys = {
  /** Where there are metrics: what the sweeper goes through. */
  places: (): Key => ['system', 'cloudwatch', 'place'],
  place: (place: Place): Key => ['system', 'cloudwatch', 'place', place.accountId, place.region],
  ingested: (): Key => ['system', 'cloudwatch', 'ingested'],
  metrics: (place: Place): Key => cloudwatch(place, 'metric'),
  ofNamespace: (place: Place, namespace: string): Key => [...cloudwatch(place, 'metric'), namespace],
  ofName: (place: Place, namespace: string, name: string): Key => [...cloudwatch(place, 'metric'), namespace, name],
  metric: (place: Place, namespace: string, name: string, id: Uint8Array): Key => [
    ...cloudwatch(place, 'metric'),
    namespace,
    name,
    id,
  ],
  /** Rows of a metric's data, by the second at which what they cover begins. */
  rows: (place: Place, id: Uint8Array, resolution: Resolution): Key => [
    ...cloudwatch(place, 'data'),
    id,
    BigInt(resolution),
  ],
  row: (place: Place, id: Uint8Array, resolution: Resolution, atMs: number): Key => [
    ...cloudwatch(place, 'data'),
    id,
    BigInt(resolution),
    BigInt(Math.floor(atMs / 1000)),
  ],
};

/** Keys of the state store. */
export const alarmKeys = {
  alarms: (place: Place): Key => cloudwatch(place, 'alarm'),
  alarm: (place: Place, name: string): Key => [...cloudwatch(place, 'alarm'), name],
  /** Every alarm, over all accounts and regions: what is evaluated. */
  evaluated: (): Key => ['system', 'cloudwatch', 'alarm'],
  evaluatedAlarm: (place: Place, name: string): Key => [
    'system',
    'cloudwatch',
    'alarm',
    place.accountId,
    place.region,
    name,
  ],
  /** Where there is history, which outlives its alarms. */
  historyPlaces: (): Key => ['system', 'cloudwatch', 'alarm-place'],
  historyPlace: (place: Place): Key => ['system', 'cloudwatch', 'alarm-place', place.accountId, place.region],
  /** History of a place, and of one alarm, by time. */
  history: (place: Place): Key => cloudwatch(place, 'alarm-history'),
  historyItem: (place: Place, atMs: number, id: string): Key => [
    ...cloudwatch(place, 'alarm-history'),
    BigInt(atMs),
    id,
  ],
  historyOf: (place: Place, name: string): Key => [...cloudwatch(place, 'alarm-history-of'), name],
  historyItemOf: (place: Place, name: string, atMs: number, id: string): Key => [
    ...cloudwatch(place, 'alarm-history-of'),
    name,
    BigInt(atMs),
    id,
  ],
};

/** Its key says all. */
export const PRESENT = placeRecord.encode({});

/** The second at which a row begins, as milliseconds. */
export const rowTimeMs = (key: Key): number => Number(key.at(-1)) * 1000;

export function placeOf(key: Key): Place {
  return { accountId: String(key[3]), region: String(key[4]) };
}
