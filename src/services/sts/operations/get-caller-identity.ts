/** GetCallerIdentity. */
import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '../model.ts';
import type { StsContext } from '../parts.ts';

export function getCallerIdentity(
  { principal }: StsContext,
  _input: GetCallerIdentityRequest,
): Promise<GetCallerIdentityResponse> {
  return Promise.resolve({ UserId: principal.userId, Account: principal.accountId, Arn: principal.arn });
}
