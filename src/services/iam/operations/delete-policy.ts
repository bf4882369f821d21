import { noSuchPolicy } from '../errors.ts';
import { counted } from '../holders.ts';
import { DeleteConflictException, type DeletePolicyRequest } from '../model.ts';
import { change, type IamContext, together } from '../parts.ts';
import { decodePolicy, policyKey, useCounts } from '../policies.ts';
import { keys } from '../store.ts';

export async function deletePolicy(ctx: IamContext, input: DeletePolicyRequest): Promise<Record<string, never>> {
  const { PolicyArn: arn } = input;
  const { accountId } = ctx;
  const key = policyKey(accountId, arn);
  if (!key) throw noSuchPolicy(arn);
  await change(ctx, [key], async ([entry]) => {
    const policy = decodePolicy(entry, accountId, arn);
    if (!policy) throw noSuchPolicy(arn);
    // Whoever begins to use the policy writes its record: then this commit's check fails, and all is looked at again.
    const [uses] = await useCounts(ctx.store, accountId, [arn]);
    if (uses && uses.permissions + uses.boundary > 0) {
      throw new DeleteConflictException('Cannot delete a policy attached to entities.');
    }
    if (policy.versions.length > 1) {
      throw new DeleteConflictException(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      );
    }
    const counters = (['permissions', 'boundary'] as const).map((usage) => keys.useCount(accountId, arn, usage));
    const documents = policy.versions.map(({ id }) => keys.document(accountId, policy.id, id));
    return {
      changes: together(
        { deletes: [key, ...documents, ...counters] },
        counted(ctx, 'policy', -1n),
        counted(ctx, 'version', -1n),
      ),
      result: undefined,
    };
  });
  return {};
}
