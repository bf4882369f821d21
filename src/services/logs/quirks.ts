/** What the model does not say. */
import type { Quirks } from '../service.ts';

export const quirks: Quirks = {
  /**
   * FilterLogEvents has startFromHead since 2026-06-18 (@aws-sdk/client-cloudwatch-logs 3.1169.0, seen on 2026-11-23).
   */
  addedMembers: { FilterLogEventsRequest: { startFromHead: { shape: 'StartFromHead' } } },
  /** "InvalidParameterException … 1 validation error detected: Value …" (recorded from AWS, 2026-11-23). */
  validationError: { code: 'InvalidParameterException', status: 400 },
  /** What callers log is no business of the audit trail. */
  unauditedMembers: ['PutLogEventsRequest.logEvents'],
};
