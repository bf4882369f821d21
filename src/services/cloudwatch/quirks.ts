/** What the model does not say. */
import type { Quirks } from '../service.ts';

export const quirks: Quirks = {
  /** "ValidationError … 1 validation error detected: Value 'INVALID' at 'stateValue' …" (recorded from AWS, 2023-11). */
  validationError: { code: 'ValidationError', status: 400 },
  internalError: { code: 'InternalServiceError', status: 500 },
  /** What callers measure is no business of the audit trail. */
  unauditedMembers: ['PutMetricDataInput.MetricData'],
};
