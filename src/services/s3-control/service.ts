/** S3 Control: the manifest. */
import { defineService, type Service } from '../service.ts';
import type { Operations } from './model.ts';
import type { S3ControlParts } from './parts.ts';
import { quirks } from './quirks.ts';

export function s3ControlService(parts: S3ControlParts): Service<S3ControlParts> {
  return defineService<S3ControlParts, Operations>({
    name: 's3-control',
    modelUrl: new URL('./model.json', import.meta.url),
    load: () => import('./operations.ts'),
    parts,
    quirks,
  });
}
