/** GetPolicy. */
import { notFound } from '../errors.ts';
import { requireFunction } from '../functions.ts';
import type { GetPolicyRequest, GetPolicyResponse } from '../model.ts';
import { parseFunctionName } from '../names.ts';
import type { LambdaContext } from '../parts.ts';
import { policyDocument } from '../resource-policy.ts';

export async function getPolicy(ctx: LambdaContext, input: GetPolicyRequest): Promise<GetPolicyResponse> {
  const { record } = await requireFunction(ctx, parseFunctionName(ctx, input.FunctionName, input.Qualifier));
  const document = policyDocument(record.statements);
  if (document === undefined) throw notFound('The resource you requested does not exist.');
  return { Policy: document, RevisionId: record.revisionId };
}
