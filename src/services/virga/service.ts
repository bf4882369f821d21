/** Virga's own operations, for its command line: accounts, status, explanations of denials, cost and budgets. */
import { defineService, type Service } from '../service.ts';
import { virgaAccess } from './access.ts';
import type { Operations } from './model.ts';
import { createAccount } from './operations/create-account.ts';
import { deleteBudget } from './operations/delete-budget.ts';
import { explainRequest } from './operations/explain-request.ts';
import { getCost } from './operations/get-cost.ts';
import { getStatus } from './operations/get-status.ts';
import { listAccounts } from './operations/list-accounts.ts';
import { listBudgets } from './operations/list-budgets.ts';
import { putBudget } from './operations/put-budget.ts';
import type { VirgaParts } from './parts.ts';

export function virgaService(parts: VirgaParts): Service<VirgaParts> {
  return defineService<VirgaParts, Operations>({
    name: 'virga',
    modelUrl: new URL('./model.json', import.meta.url),
    operations: {
      CreateAccount: createAccount,
      ListAccounts: listAccounts,
      GetStatus: getStatus,
      ExplainRequest: explainRequest,
      GetCost: getCost,
      PutBudget: putBudget,
      ListBudgets: listBudgets,
      DeleteBudget: deleteBudget,
    },
    access: virgaAccess,
    parts,
  });
}
