/** DynamoDB Streams: the manifest. */
import { defineService, type Service } from '../service.ts';
import type { Operations } from './model.ts';
import type { DynamodbStreamsParts } from './parts.ts';
import { quirks } from './quirks.ts';

export function dynamodbStreamsService(parts: DynamodbStreamsParts): Service<DynamodbStreamsParts> {
  return defineService<DynamodbStreamsParts, Operations>({
    name: 'dynamodb-streams',
    modelUrl: new URL('./model.json', import.meta.url),
    load: () => import('./operations.ts'),
    parts,
    quirks,
  });
}
