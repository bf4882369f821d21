/** What the model does not say. */
import type { Quirks } from '../service.ts';

export const quirks: Quirks = {
  internalError: { code: 'ServiceFailure', status: 500 },
  hidesValues: true,
};
