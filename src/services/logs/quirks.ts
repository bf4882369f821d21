/** What the model does not say. */
import type { Quirks } from '../service.ts';

export const quirks: Quirks = {
  /**
   * Members that AWS has added since the model was taken, with their shapes: FilterLogEvents has startFromHead since
   * 2026-06-18 (@aws-sdk/client-cloudwatch-logs 3.1169.0, seen on 2026-11-23).
   */
  addedMembers: { FilterLogEventsRequest: { startFromHead: { shape: 'StartFromHead' } } },
};
