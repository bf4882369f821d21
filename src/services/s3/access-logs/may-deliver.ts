/** Whether a bucket lets access logs in: by its policy, or by its access control list where lists count. */
import { evaluate } from '../../../auth/policy/evaluate.ts';
import type { Principal } from '../../../auth/principal.ts';
import { LOG_DELIVERY } from '../acl/grants.ts';
import { listsAreOff } from '../acl/lists.ts';
import type { Bucket } from '../bucket-cache.ts';
import { objectArn } from '../buckets.ts';
import { readConfig } from '../configs.ts';
import { resourcePolicy } from '../resource-policy.ts';
import type { AclGrant } from '../store.ts';

const SERVICE = 'logging.s3.amazonaws.com';
const LOGGING: Principal = {
  kind: 'service',
  accountId: '',
  arn: SERVICE,
  userId: SERVICE,
  service: SERVICE,
  tags: {},
};

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html#grant-log-delivery-permissions-general */
export async function mayDeliver({ record: source }: Bucket, target: Bucket, key: string): Promise<boolean> {
  const { resourcePolicy: policy } = await resourcePolicy(target);
  const { accountId } = target.record;
  const question = {
    principal: LOGGING,
    action: 's3:PutObject',
    resource: objectArn(target.record.name, key),
    resourceAccountId: accountId,
    context: { 'aws:SourceArn': `arn:aws:s3:::${source.name}`, 'aws:SourceAccount': source.accountId },
    resourcePolicy: policy,
  };
  const { allowed, by } = evaluate(question, { identity: [] });
  // What a policy denies no list lets in.
  if (allowed || by) return allowed;
  if (listsAreOff(target)) return false;
  const grants = (await readConfig<readonly AclGrant[]>(target, 'acl')) ?? [];
  return grants.some(
    (grant) => 'group' in grant && grant.group === LOG_DELIVERY && ['WRITE', 'FULL_CONTROL'].includes(grant.permission),
  );
}
