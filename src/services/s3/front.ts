/** What stands in front of the operations and asks of buckets: src/pipeline/s3-front.ts. Nothing of it is secret. */
import type { BucketCache } from './bucket-cache.ts';
import { readConfig } from './configs.ts';
import { noSuchBucket } from './errors.ts';
import type { CORSRule, WebsiteConfiguration } from './model.ts';

export interface BucketFront {
  /** Empty where the bucket has no CORS configuration, undefined where it is not there. */
  corsRules(bucketName: string): Promise<readonly CORSRule[] | undefined>;
  /** Undefined where the bucket has no website configuration; throws NoSuchBucket. */
  website(bucketName: string): Promise<WebsiteConfiguration | undefined>;
}

export function bucketFront(buckets: BucketCache): BucketFront {
  return {
    async corsRules(name) {
      const bucket = await buckets.get(name);
      return bucket && ((await readConfig<readonly CORSRule[]>(bucket, 'cors')) ?? []);
    },
    async website(name) {
      const bucket = await buckets.get(name);
      if (!bucket) throw noSuchBucket(name);
      return await readConfig<WebsiteConfiguration>(bucket, 'website');
    },
  };
}
