/** Virga's own operations, for its command line: accounts, status, explanations of denials. */
import { defineService, type Service } from '../service.ts';
import { virgaAccess } from './access.ts';
import type { Operations } from './model.ts';
import { createAccount } from './operations/create-account.ts';
import { explainRequest } from './operations/explain-request.ts';
import { getStatus } from './operations/get-status.ts';
import { listAccounts } from './operations/list-accounts.ts';
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
    },
    access: virgaAccess,
    parts,
  });
}
