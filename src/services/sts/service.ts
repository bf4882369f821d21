/** Security Token Service: the manifest. */
import { defineService, type Service } from '../service.ts';
import type { Operations } from './model.ts';
import type { StsParts } from './parts.ts';
import { quirks } from './quirks.ts';

export function stsService(parts: StsParts): Service<StsParts> {
  return defineService<StsParts, Operations>({
    name: 'sts',
    modelUrl: new URL('./model.json', import.meta.url),
    load: () => import('./operations.ts'),
    parts,
    quirks,
  });
}
