import { noSuchVersion } from '../errors.ts';
import type { SetDefaultPolicyVersionRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { changePolicy } from '../policies.ts';

export async function setDefaultPolicyVersion(
  ctx: IamContext,
  input: SetDefaultPolicyVersionRequest,
): Promise<Record<string, never>> {
  const { PolicyArn: arn, VersionId: versionId } = input;
  const missing = () => noSuchVersion(arn, versionId);
  await changePolicy(
    ctx,
    arn,
    (policy) => {
      if (!policy.versions.some(({ id }) => id === versionId)) throw missing();
      return { policy: { ...policy, defaultVersionId: versionId, updatedAtMs: ctx.clock.nowMs() } };
    },
    missing,
  );
  return {};
}
