/** The only file that knows the room's keys and record versions. All lie in the telemetry store. */
import { jsonRecord } from '../storage/record.ts';
import type { Key } from '../storage/store.ts';
import type { MinuteLoad, OpenLoad } from './load.ts';

/** What a function used in one day (UTC), over all its versions. */
export interface UsageSum {
  readonly invocations: number;
  /** Cold starts, and the time they took. */
  readonly inits: number;
  readonly initMs: number;
  readonly durationMs: number;
  readonly billedMs: number;
  /** Configured memory × billed time, what the bill is made of: 1 GB-second is 1,024,000 of these. */
  readonly billedMbMs: number;
  /** Ephemeral storage above 512 MB × billed time; absent in sums of before it was metered. */
  readonly ephemeralMbMs?: number;
  /** The most that one invocation used. */
  readonly maxMemoryUsedMb: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Of the invocations, by how they failed. */
  readonly handledErrors: number;
  readonly unhandledErrors: number;
  readonly timeouts: number;
  readonly outOfMemory: number;
}

export const sumRecord = jsonRecord<UsageSum>({ name: 'metering.sum', version: 1 });
/** Minutes 0 to 59 of an hour in which something ran. */
export const hourRecord = jsonRecord<Readonly<Record<string, MinuteLoad>>>({ name: 'metering.hour', version: 1 });
export const openLoadRecord = jsonRecord<OpenLoad>({ name: 'metering.open-load', version: 1 });
/** Up to which entry of the spool the sums hold: what makes each count once. */
export const ingestedRecord = jsonRecord<{ readonly mark: string }>({ name: 'metering.ingested', version: 1 });
const regionRecord = jsonRecord<Record<string, never>>({ name: 'metering.region', version: 1 });

export const keys = {
  ingested: (): Key => ['system', 'metering', 'ingested'],
  regions: (accountId: string): Key => ['account', accountId, 'metering', 'region'],
  region: (accountId: string, region: string): Key => [...keys.regions(accountId), region],
  /** Days are `2026-11-24`: text order is their order. */
  days: (accountId: string, region: string): Key => ['regional', accountId, region, 'metering', 'day'],
  day: (accountId: string, region: string, day: string): Key => [...keys.days(accountId, region), day],
  sum: (accountId: string, region: string, day: string, functionName: string): Key => [
    ...keys.day(accountId, region, day),
    functionName,
  ],
  openLoad: (accountId: string, region: string): Key => ['regional', accountId, region, 'metering', 'open-load'],
  /** Hours since the epoch. */
  hours: (accountId: string, region: string): Key => ['regional', accountId, region, 'metering', 'hour'],
  hour: (accountId: string, region: string, hour: number): Key => [...keys.hours(accountId, region), BigInt(hour)],
};

/** Its key says all. */
export const KNOWN_REGION = regionRecord.encode({});
