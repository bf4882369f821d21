/** Virga's own service: what it does and who may, loaded at the first request. */
import type { OperationTable } from '../service.ts';
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

export const operations: OperationTable<VirgaParts, Operations> = {
  CreateAccount: createAccount,
  ListAccounts: listAccounts,
  GetStatus: getStatus,
  ExplainRequest: explainRequest,
  GetCost: getCost,
  PutBudget: putBudget,
  ListBudgets: listBudgets,
  DeleteBudget: deleteBudget,
};

export const access = virgaAccess;
