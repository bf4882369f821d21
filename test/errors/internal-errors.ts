/** What a fault of ours is called by each service. */
import type { ServiceName } from './data-cloud.ts';

export const INTERNAL_CODES: Readonly<Record<ServiceName, string>> = {
  dynamodb: 'InternalServerError',
  'dynamodb-streams': 'InternalServerError',
  s3: 'InternalError',
  's3-control': 'InternalError',
};
