/** Managing the cloud is for principals of the first account; explanations, costs and budgets are for those of the account itself. */
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
  GetCost: {
    actions: ['virga:GetCost'],
    checks: ({ accountId, parts }, { AccountId = accountId }) => [
      {
        action: 'virga:GetCost',
        resource: '*',
        // Another account's is seen by the owner alone.
        ...(AccountId === accountId ? {} : { resourceAccountId: parts.ownerAccountId }),
      },
    ],
  },
  PutBudget: ofOwnAccount('virga:PutBudget'),
  ListBudgets: ofOwnAccount('virga:ListBudgets'),
  DeleteBudget: ofOwnAccount('virga:DeleteBudget'),
};

function ofOwnAccount(action: string): Access<VirgaParts, unknown> {
  return { actions: [action], checks: () => [{ action, resource: '*' }] };
}

/** The cloud belongs to the first account: another one's principals would need a resource policy, and there is none. */
function ofOwner(action: string): Access<VirgaParts, unknown> {
  return {
    actions: [action],
    checks: ({ parts }) => [{ action, resource: '*', resourceAccountId: parts.ownerAccountId }],
  };
}
