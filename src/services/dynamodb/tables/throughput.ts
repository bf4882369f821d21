/** Capacity as CreateTable and UpdateTable take it. */
import { invalidValues, validationError } from '../errors.ts';
import {
  CAPACITY_UNITS_MAX,
  FREE_DECREASES_A_DAY,
  HOUR_MS,
  TABLE_CAPACITY_UNITS_MAX,
  WARM_READ_UNITS,
  WARM_WRITE_UNITS,
} from '../limits.ts';
import {
  type CreateTableInput,
  type OnDemandThroughput,
  type ProvisionedThroughput,
  type WarmThroughput,
  LimitExceededException,
} from '../model.ts';
import type { TableRecord, Throughput, Warm } from '../store.ts';

/** Throws ValidationException. */
export function checkBilling({
  BillingMode = 'PROVISIONED',
  ProvisionedThroughput: throughput,
  OnDemandThroughput,
}: CreateTableInput): void {
  if (OnDemandThroughput) checkOnDemand(OnDemandThroughput, BillingMode, false);
  if (BillingMode === 'PAY_PER_REQUEST') {
    if (throughput) {
      throw invalidValues(
        'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
      );
    }
    return;
  }
  if (!throughput) {
    throw invalidValues(
      'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    );
  }
  checkUnits(throughput);
  if (OnDemandThroughput) throw invalidValues('OnDemandThroughput cannot be specified when BillingMode is PROVISIONED');
}

export function checkUnits({ ReadCapacityUnits: reads, WriteCapacityUnits: writes }: ProvisionedThroughput): void {
  if (reads > CAPACITY_UNITS_MAX) throw validationError(`Given value ${reads} for ReadCapacityUnits is out of bounds`);
  if (writes > CAPACITY_UNITS_MAX)
    throw validationError(`Given value ${writes} for WriteCapacityUnits is out of bounds`);
}

/** Throws LimitExceededException. AWS's words, recorded on 2026-10-09 (ack-api-quirks, DDB-TABLE-443). */
export function requireWithinQuota({ region, throughput, globalIndexes }: TableRecord): void {
  for (const { name, units } of [
    { name: undefined, units: throughput },
    ...globalIndexes.map((index) => ({ name: index.name, units: index.throughput })),
  ]) {
    const [of, kind] = name === undefined ? ['', 'table'] : [` for index ${name}`, 'index'];
    for (const member of ['ReadCapacityUnits', 'WriteCapacityUnits'] as const) {
      const asked = units?.[member] ?? 0;
      if (asked <= TABLE_CAPACITY_UNITS_MAX) continue;
      throw new LimitExceededException(
        `The requested ${member}${of}, ${asked}, is above the per ${kind} maximum for the account in ${region}. Per ${kind} maximum: ${TABLE_CAPACITY_UNITS_MAX}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
      );
    }
  }
}

/** -1 takes a maximum away, where there may be one. `index`: of which; else of the table. */
export function checkOnDemand(
  { MaxReadRequestUnits: reads, MaxWriteRequestUnits: writes }: OnDemandThroughput,
  billingMode: 'PROVISIONED' | 'PAY_PER_REQUEST',
  mayClear: boolean,
  index?: string,
): void {
  for (const [name, value] of [
    ['MaxReadRequestUnits', reads],
    ['MaxWriteRequestUnits', writes],
  ] as const) {
    if (value === undefined) continue;
    if (billingMode === 'PROVISIONED') {
      const of = index === undefined ? '' : ` for index : ${index}`;
      // Of a table that is to be made, and of one that is there (ack-api-quirks, DDB-TABLE-038 and -059, 2026-10-08).
      const where = mayClear ? 'the table BillingMode is PROVISIONED' : 'table BillingMode is PROVISIONED.';
      throw invalidValues(`${name} for OnDemandThroughput${of} cannot be specified when ${where}`);
    }
    if (value >= 1 || (value === -1 && mayClear)) continue;
    const of = index === undefined ? 'for table' : `for index : ${index}`;
    throw invalidValues(`Requested ${name} for OnDemandThroughput ${of} is outside of valid range`);
  }
}

export function initialThroughput({ ReadCapacityUnits, WriteCapacityUnits }: ProvisionedThroughput): Throughput {
  return { ReadCapacityUnits, WriteCapacityUnits };
}

/** The maxima with what is asked for: -1 takes one away. Undefined where none is left (ack-api-quirks, DDB-TABLE-182). */
export function maximaOf(
  now: OnDemandThroughput | undefined,
  asked: OnDemandThroughput,
): OnDemandThroughput | undefined {
  const kept = Object.entries({ ...now, ...asked }).filter(([, units]) => units !== undefined && units !== -1);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/**
 * Of what is to be made: no less than it begins with. `index`: of which; else of the table. Throws ValidationException;
 * AWS's words, recorded on 2026-10-08 (ack-api-quirks, DDB-TABLE-039).
 */
export function warmOf(asked: WarmThroughput, units: ProvisionedThroughput | undefined, index?: string): Warm {
  const least = warmNow(undefined, units);
  const warm = {
    reads: asked.ReadUnitsPerSecond ?? least.reads,
    writes: asked.WriteUnitsPerSecond ?? least.writes,
  };
  const of = index === undefined ? 'for table' : `for index ${index}`;
  for (const [name, member, value, min] of [
    ['ReadUnitsPerSecond', 'ReadCapacityUnits', warm.reads, least.reads],
    ['WriteUnitsPerSecond', 'WriteCapacityUnits', warm.writes, least.writes],
  ] as const) {
    if (value >= min) continue;
    const what = units
      ? `${member} of ProvisionedThroughput`
      : 'initial throughput for OnDemand. See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html#on-demand-capacity-mode-initial';
    throw invalidValues(`Requested ${name} for WarmThroughput ${of} is lower than ${what}`);
  }
  return warm;
}

/** It follows the capacity up, and never down again (ack-api-quirks, DDB-TABLE-061). `units`: none of one on demand. */
export function warmedBy(
  { warm, throughput }: { readonly warm?: Warm; readonly throughput?: Throughput },
  units: ProvisionedThroughput | undefined,
): Warm {
  const [now, least] = [warmNow(warm, throughput), warmNow(undefined, units)];
  return { reads: Math.max(now.reads, least.reads), writes: Math.max(now.writes, least.writes) };
}

/** Throws where nothing would change, and where it was decreased too often today. `what`: an index; else the table. */
export function changedThroughput(
  now: Throughput,
  { ReadCapacityUnits: reads, WriteCapacityUnits: writes }: ProvisionedThroughput,
  nowMs: number,
  index?: string,
): Throughput {
  const { ReadCapacityUnits: oldReads, WriteCapacityUnits: oldWrites } = now;
  if (reads === oldReads && writes === oldWrites) {
    const what = index === undefined ? 'the table' : `the index ${index}`;
    throw validationError(
      `The provisioned throughput for ${what} will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for ${what}: ${oldReads}. Requested ReadCapacityUnits: ${reads}. Current WriteCapacityUnits provisioned for ${what}: ${oldWrites}. Requested WriteCapacityUnits: ${writes}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
    );
  }
  const changed = { ...now, ReadCapacityUnits: reads, WriteCapacityUnits: writes };
  const increased = reads > oldReads || writes > oldWrites ? { ...changed, increasedAtMs: nowMs } : changed;
  if (reads >= oldReads && writes >= oldWrites) return increased;
  const decreases = decreasesToday(now, nowMs);
  requireDecrease(now, decreases, nowMs);
  return { ...increased, decreasedAtMs: nowMs, decreasesThatDay: decreases + 1 };
}

function requireDecrease({ decreasedAtMs = 0 }: Throughput, decreases: number, nowMs: number): void {
  const nextMs = decreasedAtMs + HOUR_MS;
  if (decreases < FREE_DECREASES_A_DAY || nowMs >= nextMs) return;
  throw new LimitExceededException(
    `Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the first ${FREE_DECREASES_A_DAY} decreases, each subsequent decrease in the same UTC day can be performed at most once every 3600 seconds. Number of decreases today: ${decreases}. Last decrease at ${new Date(decreasedAtMs).toUTCString()}. Next decrease can be made at ${new Date(nextMs).toUTCString()}`,
  );
}

/** Of the UTC day. */
export function decreasesToday({ decreasedAtMs, decreasesThatDay = 0 }: Throughput, nowMs: number): number {
  const dayMs = 24 * HOUR_MS;
  const sameDay = decreasedAtMs !== undefined && Math.floor(decreasedAtMs / dayMs) === Math.floor(nowMs / dayMs);
  return sameDay ? decreasesThatDay : 0;
}

/** It is never taken back. `index`: of which; else of the table. */
export function warmed(
  { warm, throughput }: { readonly warm?: Warm; readonly throughput?: Throughput },
  asked: WarmThroughput,
  index?: string,
): Warm {
  const { reads, writes } = warmNow(warm, throughput);
  const of = index === undefined ? 'for table' : `for index ${index}`;
  for (const [name, value, now] of [
    ['ReadUnitsPerSecond', asked.ReadUnitsPerSecond, reads],
    ['WriteUnitsPerSecond', asked.WriteUnitsPerSecond, writes],
  ] as const) {
    if (value !== undefined && value < now) {
      throw invalidValues(
        `Requested ${name} for WarmThroughput ${of} is lower than current WarmThroughput, decreasing WarmThroughput is not supported`,
      );
    }
  }
  return { reads: asked.ReadUnitsPerSecond ?? reads, writes: asked.WriteUnitsPerSecond ?? writes };
}

/** What is always ready: as asked for, else what is provisioned, else what an on-demand table begins with. */
export function warmNow(warm: Warm | undefined, throughput: ProvisionedThroughput | undefined): Warm {
  return {
    reads: warm?.reads ?? throughput?.ReadCapacityUnits ?? WARM_READ_UNITS,
    writes: warm?.writes ?? throughput?.WriteCapacityUnits ?? WARM_WRITE_UNITS,
  };
}
