/** GetContextKeysForCustomPolicy: the keys to simulate these policies with. */
import type { GetContextKeysForCustomPolicyRequest, GetContextKeysForPolicyResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { inputPolicies, simulator } from '../simulations.ts';

export function getContextKeysForCustomPolicy(
  _ctx: IamContext,
  input: GetContextKeysForCustomPolicyRequest,
): Promise<GetContextKeysForPolicyResponse> {
  const identity = inputPolicies(input.PolicyInputList, 'PolicyInputList');
  return Promise.resolve({ ContextKeyNames: simulator({ identity }).keys() });
}
