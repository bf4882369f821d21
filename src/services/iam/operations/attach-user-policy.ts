import type { AttachUserPolicyRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { attachPolicy } from '../uses.ts';

export async function attachUserPolicy(
  ctx: IamContext,
  input: AttachUserPolicyRequest,
): Promise<Record<string, never>> {
  await attachPolicy(ctx, 'user', input.UserName, input.PolicyArn);
  return {};
}
