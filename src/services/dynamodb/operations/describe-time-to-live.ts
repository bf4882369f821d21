/** DescribeTimeToLive. */
import { tableNotFound } from '../errors.ts';
import type { DescribeTimeToLiveInput, DescribeTimeToLiveOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { requireTable } from '../tables/cache.ts';

export async function describeTimeToLive(
  ctx: DynamodbContext,
  input: DescribeTimeToLiveInput,
): Promise<DescribeTimeToLiveOutput> {
  const { ttl } = (await requireTable(ctx, input.TableName, tableNotFound)).record;
  if (!ttl) return { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } };
  const status = ttl.filling ? 'ENABLING' : 'ENABLED';
  return { TimeToLiveDescription: { TimeToLiveStatus: status, AttributeName: ttl.attribute } };
}
