/** What the model does not say. */
import type { Quirks } from '../service.ts';

export const quirks: Quirks = {
  unsigned: ['AssumeRoleWithWebIdentity'],
};
