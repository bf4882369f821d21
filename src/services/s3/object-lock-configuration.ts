/** What a bucket says of the retention of its new objects. */
import { WireError } from '../../wire/error.ts';
import { invalidArgument, malformedXml } from './errors.ts';
import { RETENTION_DAYS_MAX, RETENTION_YEARS_MAX } from './limits.ts';
import type { ObjectLockConfiguration } from './model.ts';
import type { ObjectLockSettings } from './store.ts';

export function readLockConfiguration(given: ObjectLockConfiguration | undefined): ObjectLockSettings {
  if (given?.ObjectLockEnabled !== 'Enabled') throw malformedXml();
  if (!given.Rule) return {};
  const { Mode: mode, Days: days, Years: years } = given.Rule.DefaultRetention ?? {};
  if (mode === undefined || (days === undefined) === (years === undefined)) throw malformedXml();
  checkPeriod(days, 'days', RETENTION_DAYS_MAX);
  checkPeriod(years, 'years', RETENTION_YEARS_MAX);
  return { defaultRetention: { mode, ...(days !== undefined && { days }), ...(years !== undefined && { years }) } };
}

/** Words of public reports, 2026-11-27. */
function checkPeriod(value: number | undefined, name: string, max: number): void {
  if (value === undefined) return;
  if (value <= 0) {
    throw invalidArgument('Default retention period must be a positive integer value.', name, String(value));
  }
  if (value > max) throw invalidArgument('Default retention period too large', name, String(value));
}

/** Recorded from AWS, 2025-01-21. */
export function notVersioned(): WireError {
  const words = "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration";
  return new WireError('InvalidBucketState', 409, words);
}
