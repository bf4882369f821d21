/** DescribeLimits: AWS's default quotas, which are only shown: capacity here is what the machine has. */
import { ACCOUNT_CAPACITY_UNITS_MAX, TABLE_CAPACITY_UNITS_MAX } from '../limits.ts';
import type { DescribeLimitsOutput } from '../model.ts';

export function describeLimits(): Promise<DescribeLimitsOutput> {
  return Promise.resolve({
    AccountMaxReadCapacityUnits: ACCOUNT_CAPACITY_UNITS_MAX,
    AccountMaxWriteCapacityUnits: ACCOUNT_CAPACITY_UNITS_MAX,
    TableMaxReadCapacityUnits: TABLE_CAPACITY_UNITS_MAX,
    TableMaxWriteCapacityUnits: TABLE_CAPACITY_UNITS_MAX,
  });
}
