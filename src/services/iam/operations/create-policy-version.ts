import { counted } from '../holders.ts';
import { VERSIONS_PER_POLICY } from '../limits.ts';
import { type CreatePolicyVersionRequest, type CreatePolicyVersionResponse, LimitExceededException } from '../model.ts';
import { type IamContext, together } from '../parts.ts';
import { changePolicy } from '../policies.ts';
import { checkManagedDocument, checkVersionQuota } from '../policy-versions.ts';
import { documentRecord, keys } from '../store.ts';

export async function createPolicyVersion(
  ctx: IamContext,
  input: CreatePolicyVersionRequest,
): Promise<CreatePolicyVersionResponse> {
  const { PolicyDocument: document, SetAsDefault: isDefault = false } = input;
  checkManagedDocument(document);
  await checkVersionQuota(ctx);
  const nowMs = ctx.clock.nowMs();
  const changed = await changePolicy(ctx, input.PolicyArn, (policy) => {
    if (policy.versions.length >= VERSIONS_PER_POLICY) {
      throw new LimitExceededException(
        `A managed policy can have up to ${VERSIONS_PER_POLICY} versions. Before you create a new version, you must delete an existing version.`,
      );
    }
    const id = `v${policy.nextVersion}`;
    const key = keys.document(ctx.accountId, policy.id, id);
    return {
      policy: {
        ...policy,
        updatedAtMs: nowMs,
        nextVersion: policy.nextVersion + 1,
        versions: [...policy.versions, { id, createdAtMs: nowMs }],
        ...(isDefault && { defaultVersionId: id }),
      },
      changes: together({ sets: [{ key, value: documentRecord.encode({ document }) }] }, counted(ctx, 'version', 1n)),
    };
  });
  const version = changed.versions.at(-1);
  return {
    PolicyVersion: { VersionId: version?.id, IsDefaultVersion: isDefault, CreateDate: version?.createdAtMs },
  };
}
