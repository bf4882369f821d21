/** DescribeContributorInsights: no table has them. */
import type { DescribeContributorInsightsInput, DescribeContributorInsightsOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { requireIndexed } from '../tables/require-indexed.ts';

export async function describeContributorInsights(
  ctx: DynamodbContext,
  input: DescribeContributorInsightsInput,
): Promise<DescribeContributorInsightsOutput> {
  const { name } = await requireIndexed(ctx, input);
  const { IndexName } = input;
  return { TableName: name, ...(IndexName !== undefined && { IndexName }), ContributorInsightsStatus: 'DISABLED' };
}
