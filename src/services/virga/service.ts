/** Virga's own operations, for its command line: accounts, status, explanations of denials, cost and budgets. */
import { defineService, type Service } from '../service.ts';
import type { Operations } from './model.ts';
import type { VirgaParts } from './parts.ts';

export function virgaService(parts: VirgaParts): Service<VirgaParts> {
  return defineService<VirgaParts, Operations>({
    name: 'virga',
    modelUrl: new URL('./model.json', import.meta.url),
    load: () => import('./operations.ts'),
    parts,
  });
}
