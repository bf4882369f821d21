import { findAwsPolicy } from '../aws-policies.ts';
import { noSuchPolicy } from '../errors.ts';
import type { ListPolicyVersionsRequest, ListPolicyVersionsResponse } from '../model.ts';
import { pageOfList } from '../pages.ts';
import type { IamContext } from '../parts.ts';
import { findPolicy, policyKey } from '../policies.ts';
import { shownVersion, versionsOfAws } from '../policy-versions.ts';

/** The newest first. */
export async function listPolicyVersions(
  ctx: IamContext,
  input: ListPolicyVersionsRequest,
): Promise<ListPolicyVersionsResponse> {
  const { PolicyArn: arn } = input;
  policyKey(ctx.accountId, arn);
  const aws = findAwsPolicy(arn);
  if (aws) return { Versions: versionsOfAws(aws), IsTruncated: false };
  const policy = await findPolicy(ctx.store, ctx.accountId, arn);
  if (!policy) throw noSuchPolicy(arn);
  const newestFirst = policy.versions.toReversed();
  const { items, ...rest } = pageOfList(newestFirst, ({ id }) => id, input);
  return { Versions: items.map((version) => shownVersion(policy, version)), ...rest };
}
