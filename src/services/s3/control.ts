/** What S3 Control asks of buckets: their tags, and what accounts block of public access. */
import type { ConditionContext } from '../../auth/policy/policy.ts';
import { WireError } from '../../wire/error.ts';
import type { AccessCheck, Context } from '../service.ts';
import { bucketCheck } from './access-rows.ts';
import type { Bucket, BucketCache } from './bucket-cache.ts';
import { type BucketTags, checkBucketTags } from './bucket-tags.ts';
import { readConfig } from './configs.ts';
import { operationAborted } from './errors.ts';
import { bucketRecord, configRecord, keys, type PublicAccessBlock } from './store.ts';

type Changing = Pick<Context, 'commit' | 'transact'>;

export class BucketControl {
  readonly #buckets: BucketCache;

  constructor(buckets: BucketCache) {
    this.#buckets = buckets;
  }

  /** Throws NoSuchBucket, as all of these do. */
  async ownerOf(bucketName: string): Promise<string> {
    return (await this.#require(bucketName)).record.accountId;
  }

  async accessCheck(bucketName: string, action: string, context: ConditionContext): Promise<AccessCheck> {
    return await bucketCheck(await this.#require(bucketName), action, context);
  }

  async tags(bucketName: string): Promise<BucketTags> {
    return (await readConfig<BucketTags>(await this.#require(bucketName), 'tagging')) ?? [];
  }

  /** In one transaction. Throws InvalidTag. */
  async changeTags(ctx: Changing, bucketName: string, change: (tags: BucketTags) => BucketTags): Promise<void> {
    const { record: found } = await this.#require(bucketName);
    const [bucketKey, tagsKey] = [keys.bucket(bucketName), keys.config(found, 'tagging')];
    try {
      await ctx.transact([bucketKey, tagsKey], ([bucketEntry, tagsEntry]) => {
        const record = bucketEntry && bucketRecord.decode(bucketEntry.value);
        if (record?.state !== 'active') throw missing(bucketName);
        if (record.id !== found.id) throw operationAborted();
        const tags = change(tagsEntry ? (configRecord.decode(tagsEntry.value) as BucketTags) : []);
        checkBucketTags(tags);
        const others = record.configs.filter((kind) => kind !== 'tagging');
        const configs = tags.length > 0 ? [...others, 'tagging' as const] : others;
        const bucket = { key: bucketKey, value: bucketRecord.encode({ ...record, configs }) };
        const changes =
          tags.length > 0
            ? { sets: [bucket, { key: tagsKey, value: configRecord.encode(tags) }] }
            : { sets: [bucket], deletes: [tagsKey] };
        return { changes, result: undefined };
      });
    } finally {
      this.#buckets.drop(bucketName);
    }
  }

  /** Null where the account says nothing. */
  async publicAccess(accountId: string): Promise<PublicAccessBlock | null> {
    return await this.#buckets.accounts.publicAccess(accountId);
  }

  /** Undefined: the account says nothing any more. */
  async setPublicAccess(ctx: Changing, accountId: string, block: PublicAccessBlock | undefined): Promise<void> {
    await this.#buckets.accounts.setPublicAccess(ctx, accountId, block);
  }

  async #require(bucketName: string): Promise<Bucket> {
    const bucket = await this.#buckets.get(bucketName);
    if (!bucket) throw missing(bucketName);
    return bucket;
  }
}

/** S3 Control's own table has no such error. */
function missing(bucketName: string): WireError {
  return new WireError('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName: bucketName });
}
