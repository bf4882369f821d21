/** DescribeEndpoints, for clients that discover them: the endpoint that was asked. */
import type { DescribeEndpointsRequest, DescribeEndpointsResponse } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';

/** What AWS answers (2026-11-27). */
const CACHE_MINUTES = 1440;

export function describeEndpoints(
  ctx: DynamodbContext,
  _input: DescribeEndpointsRequest,
): Promise<DescribeEndpointsResponse> {
  const Address = ctx.endpointUrl.replace(/^https?:\/\//, '');
  return Promise.resolve({ Endpoints: [{ Address, CachePeriodInMinutes: CACHE_MINUTES }] });
}
