/** Lambda: the manifest. */
import { defineService, type Service } from '../service.ts';
import type { Operations } from './model.ts';
import type { LambdaParts } from './parts.ts';
import { quirks } from './quirks.ts';

export const lambdaManifest = { name: 'lambda', modelUrl: new URL('./model.json', import.meta.url), quirks };

export function lambdaService(parts: LambdaParts): Service<LambdaParts> {
  return defineService<LambdaParts, Operations>({ ...lambdaManifest, load: () => import('./operations.ts'), parts });
}
