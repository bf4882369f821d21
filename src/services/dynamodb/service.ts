/** DynamoDB: the manifest. */
import { defineService, type Service } from '../service.ts';
import type { Operations } from './model.ts';
import type { DynamodbParts } from './parts.ts';
import { quirks } from './quirks.ts';

export function dynamodbService(parts: DynamodbParts): Service<DynamodbParts> {
  return defineService<DynamodbParts, Operations>({
    name: 'dynamodb',
    modelUrl: new URL('./model.json', import.meta.url),
    load: () => import('./operations.ts'),
    parts,
    quirks,
  });
}
