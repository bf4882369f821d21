/** ListContributorInsights: no table has them, and those that are off are not listed. */
import { tableNotFound } from '../errors.ts';
import type { ListContributorInsightsInput, ListContributorInsightsOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { requireTable } from '../tables/cache.ts';

export async function listContributorInsights(
  ctx: DynamodbContext,
  { TableName }: ListContributorInsightsInput,
): Promise<ListContributorInsightsOutput> {
  if (TableName !== undefined) await requireTable(ctx, TableName, tableNotFound);
  return { ContributorInsightsSummaries: [] };
}
