/** SimulateCustomPolicy: policies that are given, whoever has them. */
import type { SimulateCustomPolicyRequest, SimulatePolicyResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { callerOf } from '../simulated-callers.ts';
import { inputPolicies, simulate } from '../simulations.ts';

export async function simulateCustomPolicy(
  ctx: IamContext,
  input: SimulateCustomPolicyRequest,
): Promise<SimulatePolicyResponse> {
  const { PermissionsBoundaryPolicyInputList: boundary, ResourcePolicy: text } = input;
  const policies = {
    identity: inputPolicies(input.PolicyInputList, 'PolicyInputList'),
    ...(boundary && { boundary: inputPolicies(boundary, 'PermissionsBoundaryPolicyInputList') }),
    ...(text !== undefined && { resource: { id: 'ResourcePolicy', text } }),
  };
  return simulate(input, policies, await callerOf(ctx, input.CallerArn));
}
