import type { TagPolicyRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { changePolicy } from '../policies.ts';
import { withTags } from '../tags.ts';

export async function tagPolicy(ctx: IamContext, input: TagPolicyRequest): Promise<Record<string, never>> {
  await changePolicy(ctx, input.PolicyArn, (policy) => ({
    policy: { ...policy, tags: withTags(policy.tags, input.Tags, 'exact case') },
  }));
  return {};
}
