/**
 * Condition keys of writes that no header carries as it is: the service authorization reference of Amazon S3, 2026-11-28.
 */
import type { ConditionContext } from '../../auth/policy/policy.ts';
import { DAY_MS, type LockInput } from './object-lock.ts';

/**
 * Whether a request puts an object into the bucket. Those that begin an upload in parts, or add to it, cannot have
 * conditions, and a policy that asks for them passes them over (user guide, conditional-writes-enforce).
 */
export const CREATES: ConditionContext = { 's3:ObjectCreationOperation': 'true' };
export const CREATES_LATER: ConditionContext = { 's3:ObjectCreationOperation': 'false' };

/** Days that were begun count, so that who asks for ten has asked for ten. */
export function lockKeys(
  { ObjectLockMode, ObjectLockRetainUntilDate: untilMs, ObjectLockLegalHoldStatus }: LockInput,
  nowMs: number,
): ConditionContext {
  return {
    ...(ObjectLockMode !== undefined && { 's3:object-lock-mode': ObjectLockMode }),
    ...(ObjectLockLegalHoldStatus !== undefined && { 's3:object-lock-legal-hold': ObjectLockLegalHoldStatus }),
    ...(untilMs !== undefined && {
      's3:object-lock-retain-until-date': new Date(untilMs).toISOString(),
      's3:object-lock-remaining-retention-days': String(Math.ceil((untilMs - nowMs) / DAY_MS)),
    }),
  };
}
