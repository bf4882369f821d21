/** S3: the manifest. */
import { defineService, type Service } from '../service.ts';
import type { Operations } from './model.ts';
import type { S3Parts } from './parts.ts';
import { quirks } from './quirks.ts';

export function s3Service(parts: S3Parts): Service<S3Parts> {
  return defineService<S3Parts, Operations>({
    name: 's3',
    modelUrl: new URL('./model.json', import.meta.url),
    load: () => import('./operations.ts'),
    parts,
    quirks,
  });
}
