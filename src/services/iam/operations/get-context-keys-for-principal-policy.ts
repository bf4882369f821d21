/** GetContextKeysForPrincipalPolicy: the keys to simulate a user's, group's or role's policies with. */
import type { GetContextKeysForPolicyResponse, GetContextKeysForPrincipalPolicyRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { policySource } from '../simulated-callers.ts';
import { inputPolicies, simulator } from '../simulations.ts';

export async function getContextKeysForPrincipalPolicy(
  ctx: IamContext,
  input: GetContextKeysForPrincipalPolicyRequest,
): Promise<GetContextKeysForPolicyResponse> {
  const source = await policySource(ctx, input.PolicySourceArn);
  const identity = [...source.identity, ...inputPolicies(input.PolicyInputList, 'PolicyInputList')];
  return { ContextKeyNames: simulator({ identity }).keys() };
}
