import { findAwsPolicy } from '../aws-policies.ts';
import { listedAwsPolicy, listedPolicy } from '../describe.ts';
import { noSuchPolicy } from '../errors.ts';
import type { GetPolicyRequest, GetPolicyResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { findPolicy, policyKey, useCounts } from '../policies.ts';
import { tagList } from '../tags.ts';

export async function getPolicy(ctx: IamContext, input: GetPolicyRequest): Promise<GetPolicyResponse> {
  const { PolicyArn: arn } = input;
  policyKey(ctx.accountId, arn);
  const [uses = { permissions: 0, boundary: 0 }] = await useCounts(ctx.store, ctx.accountId, [arn]);
  const aws = findAwsPolicy(arn);
  if (aws) return { Policy: { ...listedAwsPolicy(aws, uses), Tags: [] } };
  const policy = await findPolicy(ctx.store, ctx.accountId, arn);
  if (!policy) throw noSuchPolicy(arn);
  return {
    Policy: {
      ...listedPolicy(ctx.accountId, policy, uses),
      ...(policy.description !== undefined && { Description: policy.description }),
      Tags: tagList(policy.tags),
    },
  };
}
