import type { UntagPolicyRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { changePolicy } from '../policies.ts';
import { withoutTags } from '../tags.ts';

export async function untagPolicy(ctx: IamContext, input: UntagPolicyRequest): Promise<Record<string, never>> {
  await changePolicy(ctx, input.PolicyArn, (policy) => ({
    policy: { ...policy, tags: withoutTags(policy.tags, input.TagKeys, 'exact case') },
  }));
  return {};
}
