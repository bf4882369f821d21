import { findAwsPolicy } from '../aws-policies.ts';
import { noSuchPolicy } from '../errors.ts';
import type { ListPolicyTagsRequest, ListPolicyTagsResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { findPolicy, policyKey } from '../policies.ts';
import { pageOfTags } from '../tags.ts';

export async function listPolicyTags(ctx: IamContext, input: ListPolicyTagsRequest): Promise<ListPolicyTagsResponse> {
  const { PolicyArn: arn } = input;
  policyKey(ctx.accountId, arn);
  if (findAwsPolicy(arn)) return { Tags: [], IsTruncated: false };
  const policy = await findPolicy(ctx.store, ctx.accountId, arn);
  if (!policy) throw noSuchPolicy(arn);
  return pageOfTags(policy.tags, input);
}
