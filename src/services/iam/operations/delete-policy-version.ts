import { noSuchVersion } from '../errors.ts';
import { counted } from '../holders.ts';
import { DeleteConflictException, type DeletePolicyVersionRequest } from '../model.ts';
import { type IamContext, together } from '../parts.ts';
import { changePolicy } from '../policies.ts';
import { keys } from '../store.ts';

export async function deletePolicyVersion(
  ctx: IamContext,
  input: DeletePolicyVersionRequest,
): Promise<Record<string, never>> {
  const { PolicyArn: arn, VersionId: versionId } = input;
  const missing = () => noSuchVersion(arn, versionId);
  await changePolicy(
    ctx,
    arn,
    (policy) => {
      if (!policy.versions.some(({ id }) => id === versionId)) throw missing();
      if (policy.defaultVersionId === versionId) {
        throw new DeleteConflictException('Cannot delete the default version of a policy.');
      }
      return {
        policy: { ...policy, versions: policy.versions.filter(({ id }) => id !== versionId) },
        changes: together(
          { deletes: [keys.document(ctx.accountId, policy.id, versionId)] },
          counted(ctx, 'version', -1n),
        ),
      };
    },
    missing,
  );
  return {};
}
