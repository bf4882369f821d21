/** SimulatePrincipalPolicy: the policies of a user, group or role as it is now, and more that are given. */
import type { SimulatePolicyResponse, SimulatePrincipalPolicyRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { callerOf, policySource, requireCaller } from '../simulated-callers.ts';
import { inputPolicies, simulate } from '../simulations.ts';

export async function simulatePrincipalPolicy(
  ctx: IamContext,
  input: SimulatePrincipalPolicyRequest,
): Promise<SimulatePolicyResponse> {
  const { PermissionsBoundaryPolicyInputList: given, ResourcePolicy: text, CallerArn: callerArn } = input;
  const source = await policySource(ctx, input.PolicySourceArn);
  requireCaller(source, callerArn, text);
  const boundary = given ? inputPolicies(given, 'PermissionsBoundaryPolicyInputList') : source.boundary;
  const policies = {
    identity: [...source.identity, ...inputPolicies(input.PolicyInputList, 'PolicyInputList')],
    ...(boundary && { boundary }),
    ...(text !== undefined && { resource: { id: 'ResourcePolicy', text } }),
  };
  const caller = callerArn === undefined ? source.caller : undefined;
  return simulate(input, policies, caller ?? (await callerOf(ctx, callerArn)));
}
