/** What the service needs of others, and what its operations share. */
import type { Blobs } from '../../blob/blobs.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { Context } from '../service.ts';
import type { BucketCache } from './bucket-cache.ts';
import type { NamedPrincipals } from './bucket-policy/stored-policy.ts';
import type { Digests } from './digests/digests.ts';
import type { Garbage } from './garbage.ts';

export interface S3Parts {
  readonly blobs: Blobs;
  readonly sealer: Sealer;
  readonly buckets: BucketCache;
  readonly garbage: Garbage;
  readonly digests: Digests;
  readonly identities: NamedPrincipals;
}

export type S3Context = Context<S3Parts>;
