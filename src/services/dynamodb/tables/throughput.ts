/** Capacity as CreateTable and UpdateTable take it. */
import { invalidValues, validationError } from '../errors.ts';
import { CAPACITY_UNITS_MAX, WARM_READ_UNITS, WARM_WRITE_UNITS } from '../limits.ts';
import type { CreateTableInput, OnDemandThroughput, ProvisionedThroughput, WarmThroughput } from '../model.ts';
import type { Throughput, Warm } from '../store.ts';

/** Throws ValidationException. */
export function checkBilling({
  BillingMode,
  ProvisionedThroughput: throughput,
  OnDemandThroughput,
}: CreateTableInput): void {
  if (BillingMode === 'PAY_PER_REQUEST') {
    if (throughput) {
      throw invalidValues(
        'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
      );
    }
    if (OnDemandThroughput) checkOnDemand(OnDemandThroughput);
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

/** -1 takes a maximum away. */
export function checkOnDemand({ MaxReadRequestUnits: reads, MaxWriteRequestUnits: writes }: OnDemandThroughput): void {
  for (const [name, value] of [
    ['MaxReadRequestUnits', reads],
    ['MaxWriteRequestUnits', writes],
  ] as const) {
    if (value !== undefined && value !== -1 && value < 1)
      throw invalidValues(`${name} must be -1 or greater than or equal to 1`);
  }
}

export function initialThroughput({ ReadCapacityUnits, WriteCapacityUnits }: ProvisionedThroughput): Throughput {
  return { ReadCapacityUnits, WriteCapacityUnits };
}

export function warmOf({ ReadUnitsPerSecond, WriteUnitsPerSecond }: WarmThroughput): Warm {
  return { reads: ReadUnitsPerSecond ?? WARM_READ_UNITS, writes: WriteUnitsPerSecond ?? WARM_WRITE_UNITS };
}
