/** What a bucket itself says of who may use it; takes part in every check of access. */
import type { AccessCheck } from '../service.ts';
import type { Bucket } from './bucket-cache.ts';

/** Of a bucket without a policy: nothing. */
export function resourcePolicy(_bucket: Bucket): Promise<Pick<AccessCheck, 'resourcePolicy'>> {
  return Promise.resolve({});
}
