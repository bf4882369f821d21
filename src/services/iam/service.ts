/** Identity and Access Management: the manifest. */
import { defineService, type Service } from '../service.ts';
import type { Operations } from './model.ts';
import type { IamParts } from './parts.ts';
import { quirks } from './quirks.ts';

export function iamService(parts: IamParts): Service<IamParts> {
  return defineService<IamParts, Operations>({
    name: 'iam',
    modelUrl: new URL('./model.json', import.meta.url),
    load: () => import('./operations.ts'),
    parts,
    quirks,
  });
}
