/** UpdateContributorInsights: they are off, and cannot be switched on. */
import { unsupported } from '../errors.ts';
import type { UpdateContributorInsightsInput, UpdateContributorInsightsOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { requireIndexed } from '../tables/require-indexed.ts';

export async function updateContributorInsights(
  ctx: DynamodbContext,
  input: UpdateContributorInsightsInput,
): Promise<UpdateContributorInsightsOutput> {
  const { name } = await requireIndexed(ctx, input);
  if (input.ContributorInsightsAction === 'ENABLE') throw unsupported('Contributor Insights');
  const { IndexName } = input;
  return { TableName: name, ...(IndexName !== undefined && { IndexName }), ContributorInsightsStatus: 'DISABLED' };
}
