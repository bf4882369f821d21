/** Managing the cloud is for principals of the first account; explanations are for those of the account denied. */
import type { Access, AccessTable } from '../service.ts';
import type { Operations } from './model.ts';
import type { VirgaParts } from './parts.ts';

export const virgaAccess: AccessTable<VirgaParts, Operations> = {
  CreateAccount: ofOwner('virga:CreateAccount'),
  ListAccounts: ofOwner('virga:ListAccounts'),
  GetStatus: ofOwner('virga:GetStatus'),
  ExplainRequest: {
    actions: ['virga:ExplainRequest'],
    checks: () => [{ action: 'virga:ExplainRequest', resource: '*' }],
  },
};

/** The cloud belongs to the first account: another one's principals would need a resource policy, and there is none. */
function ofOwner(action: string): Access<VirgaParts, unknown> {
  return {
    actions: [action],
    checks: ({ parts }) => [{ action, resource: '*', resourceAccountId: parts.ownerAccountId }],
  };
}
