/** GetResourcePolicy. */
import { tableNotFound } from '../errors.ts';
import type { GetResourcePolicyInput, GetResourcePolicyOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { policyNotFound } from '../policies/resource-policy.ts';
import { requireTable } from '../tables/cache.ts';

export async function getResourcePolicy(
  ctx: DynamodbContext,
  { ResourceArn }: GetResourcePolicyInput,
): Promise<GetResourcePolicyOutput> {
  const { policy } = (await requireTable(ctx, ResourceArn, tableNotFound)).record;
  if (!policy) throw policyNotFound(ResourceArn);
  return { Policy: policy.document, RevisionId: policy.revisionId };
}
