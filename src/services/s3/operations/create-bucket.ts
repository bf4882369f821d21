/** CreateBucket: a name that is nobody else's, in the region that the request names. */
import type { Entry } from '../../../storage/store.ts';
import { WireError } from '../../../wire/error.ts';
import { isOwnerAlone, isPublicAcl } from '../acl/grants.ts';
import { aclWithBlock, aclWithEnforcedOwner } from '../acl/put-acl.ts';
import { readAclHeaders } from '../acl/read-acl.ts';
import { ALL_BLOCKED } from '../account-settings.ts';
import { checkBucketTags } from '../bucket-tags.ts';
import { bucketArn, canonicalUserId, isBucketName } from '../buckets.ts';
import {
  bucketAlreadyExists,
  bucketAlreadyOwned,
  invalidBucketName,
  operationAborted,
  unsupported,
} from '../errors.ts';
import type { CreateBucketOutput, CreateBucketRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';
import {
  bucketOfAccountRecord,
  type BucketRecord,
  bucketRecord,
  type ConfigKind,
  configRecord,
  keys,
  type ObjectOwnership,
} from '../store.ts';

const FIRST_REGION = 'us-east-1';

export async function createBucket(ctx: S3Context, input: CreateBucketRequest): Promise<CreateBucketOutput> {
  const { Bucket: name, CreateBucketConfiguration: configuration } = input;
  if (!isBucketName(name)) throw invalidBucketName(name);
  if (configuration?.Location ?? configuration?.Bucket) throw unsupported('directory buckets');
  if (input.BucketNamespace === 'account-regional') throw unsupported('the account-regional namespace of buckets');
  const region = regionOf(ctx, configuration?.LocationConstraint);
  const { accountId } = ctx;
  const ownership = input.ObjectOwnership ?? 'BucketOwnerEnforced';
  const configs = await firstConfigs(ctx, input, ownership);
  const record: BucketRecord = {
    id: ctx.ids.timeOrdered(),
    name,
    accountId,
    region,
    createdAtMs: ctx.clock.nowMs(),
    state: 'active',
    ownership,
    publicAccessBlock: ALL_BLOCKED,
    // "If Object Lock is enabled … S3 Versioning is automatically enabled" (user guide, object-lock).
    ...(input.ObjectLockEnabledForBucket === true && { versioning: 'Enabled' as const, objectLock: {} }),
    blocksCustomerKeys: true,
    configs: configs.map(({ kind }) => kind),
  };
  await ctx.transact([keys.bucket(name), keys.bucketOfAccount(accountId, name)], ([entry]) => {
    const answeredBefore = checkFree(entry, record);
    if (answeredBefore) return { result: undefined };
    const listed = { region, createdAtMs: record.createdAtMs };
    return {
      changes: {
        sets: [
          { key: keys.bucket(name), value: bucketRecord.encode(record) },
          { key: keys.bucketOfAccount(accountId, name), value: bucketOfAccountRecord.encode(listed) },
          ...configs.map(({ kind, value }) => ({ key: keys.config(record, kind), value: configRecord.encode(value) })),
        ],
      },
      result: undefined,
    };
  });
  ctx.parts.buckets.drop(name);
  const location = region === FIRST_REGION ? `/${name}` : `http://${name}.s3.amazonaws.com/`;
  return { Location: location, BucketArn: bucketArn(name) };
}

interface FirstConfig {
  readonly kind: ConfigKind;
  readonly value: unknown;
}

/** What the bucket begins with: tags, and a list where its ownership lets lists count. Public ones are blocked at first. */
async function firstConfigs(
  ctx: S3Context,
  input: CreateBucketRequest,
  ownership: ObjectOwnership,
): Promise<readonly FirstConfig[]> {
  const tags = input.CreateBucketConfiguration?.Tags ?? [];
  checkBucketTags(tags);
  const configs: FirstConfig[] = tags.length > 0 ? [{ kind: 'tagging', value: tags }] : [];
  const ownerId = canonicalUserId(ctx.accountId);
  const acl = await readAclHeaders(ctx, input, ownerId);
  if (!acl || isOwnerAlone(acl, ownerId)) return configs;
  if (ownership === 'BucketOwnerEnforced') throw aclWithEnforcedOwner();
  if (isPublicAcl(acl)) throw aclWithBlock();
  return [...configs, { kind: 'acl', value: acl }];
}

/** True where the bucket is there already and its owner may hear that it was made: in us-east-1 alone (API reference). */
function checkFree(entry: Entry | undefined, wanted: BucketRecord): boolean {
  if (!entry) return false;
  const known = bucketRecord.decode(entry.value);
  if (known.accountId !== wanted.accountId) throw bucketAlreadyExists(wanted.name);
  if (known.state === 'deleting') throw operationAborted();
  if (known.region === FIRST_REGION && wanted.region === FIRST_REGION) return true;
  throw bucketAlreadyOwned(wanted.name);
}

/** The constraint must be the region of the endpoint; us-east-1 has none, and takes those of all others. */
function regionOf({ region: endpoint }: S3Context, constraint: string | undefined): string {
  if (constraint === undefined || constraint === '') {
    if (endpoint === FIRST_REGION) return endpoint;
    throw illegal('unspecified', endpoint);
  }
  const region = constraint === 'EU' ? 'eu-west-1' : constraint;
  if (region === FIRST_REGION || !/^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/.test(region)) {
    throw new WireError('InvalidLocationConstraint', 400, 'The specified location-constraint is not valid', {
      LocationConstraint: constraint,
    });
  }
  if (endpoint !== FIRST_REGION && endpoint !== region) throw illegal(region, endpoint);
  return region;
}

/** Recorded in public reports, 2026-11-27. */
function illegal(constraint: string, endpoint: string): WireError {
  const words = `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`;
  return new WireError('IllegalLocationConstraintException', 400, words, { Endpoint: endpoint });
}
