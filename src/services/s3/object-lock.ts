/** Object lock: versions that must not be deleted or changed before their time, or while a legal hold is on. */
import type { WireError } from '../../wire/error.ts';
import { accessDenied, invalidArgument, invalidRequest } from './errors.ts';
import type { BucketRecord, ObjectSettings, RetentionMode } from './store.ts';

export interface LockInput {
  readonly ObjectLockMode?: RetentionMode | undefined;
  readonly ObjectLockRetainUntilDate?: number | undefined;
  readonly ObjectLockLegalHoldStatus?: 'ON' | 'OFF' | undefined;
}

export type LockSettings = Pick<ObjectSettings, 'retention' | 'legalHold'>;

export const DAY_MS = 24 * 3_600_000;

/** What a request says of a new object, or what its bucket says of all. Messages recorded from AWS, 2026-11-23. */
export function readLock(bucket: BucketRecord, input: LockInput, nowMs: number): LockSettings {
  const { ObjectLockMode: mode, ObjectLockRetainUntilDate: untilMs, ObjectLockLegalHoldStatus: hold } = input;
  if (mode === undefined && untilMs === undefined && hold === undefined) return defaultLock(bucket, nowMs);
  requireLockable(bucket);
  if ((mode === undefined) !== (untilMs === undefined)) {
    const words = 'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied';
    throw invalidArgument(
      words,
      mode === undefined ? 'x-amz-object-lock-mode' : 'x-amz-object-lock-retain-until-date',
      '',
    );
  }
  const retention = mode !== undefined && untilMs !== undefined ? { mode, untilMs } : undefined;
  if (retention && retention.untilMs <= nowMs) throw past(retention.untilMs);
  return {
    ...(retention ? { retention } : defaultLock(bucket, nowMs)),
    ...(hold === 'ON' && { legalHold: true }),
  };
}

function past(untilMs: number): WireError {
  const words = 'The retain until date must be in the future!';
  return invalidArgument(words, 'x-amz-object-lock-retain-until-date', new Date(untilMs).toISOString());
}

function defaultLock({ objectLock }: BucketRecord, nowMs: number): LockSettings {
  const rule = objectLock?.defaultRetention;
  if (!rule) return {};
  const days = rule.days ?? 0;
  const end = new Date(nowMs + days * DAY_MS);
  if (rule.years !== undefined) end.setUTCFullYear(end.getUTCFullYear() + rule.years);
  return { retention: { mode: rule.mode, untilMs: end.getTime() } };
}

export function requireLockable({ objectLock }: BucketRecord): void {
  if (!objectLock) throw invalidRequest('Bucket is missing Object Lock Configuration');
}

/** Throws AccessDenied where the version must stay. `bypass`: the caller may pass over governance. */
export function requireUnlocked({ retention, legalHold }: LockSettings, nowMs: number, bypass: boolean): void {
  const retained = retention && retention.untilMs > nowMs && !(retention.mode === 'GOVERNANCE' && bypass);
  if (legalHold || retained) throw accessDenied('Access Denied because object protected by object lock.');
}

/** A retention may grow; compliance neither shrinks nor goes, governance only for who may pass over it. */
export function requireRetentionChange(
  { retention: before }: LockSettings,
  after: LockSettings['retention'],
  nowMs: number,
  bypass: boolean,
): void {
  if (after && after.untilMs <= nowMs) throw past(after.untilMs);
  if (!before || before.untilMs <= nowMs) return;
  const stronger = after?.mode === 'COMPLIANCE' || after?.mode === before.mode;
  if (after && stronger && after.untilMs >= before.untilMs) return;
  requireUnlocked({ retention: before }, nowMs, bypass);
}

/** As members of an answer. */
export function describeLock({ retention, legalHold }: LockSettings): LockInput {
  return {
    ...(retention && { ObjectLockMode: retention.mode, ObjectLockRetainUntilDate: retention.untilMs }),
    ...(legalHold !== undefined && { ObjectLockLegalHoldStatus: legalHold ? 'ON' : 'OFF' }),
  };
}
