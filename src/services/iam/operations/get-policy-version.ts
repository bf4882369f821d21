import { findAwsPolicy } from '../aws-policies.ts';
import { urlEncoded } from '../documents.ts';
import { noSuchVersion } from '../errors.ts';
import type { GetPolicyVersionRequest, GetPolicyVersionResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { documentOf, findPolicy, policyKey } from '../policies.ts';
import { shownVersion, versionsOfAws } from '../policy-versions.ts';

export async function getPolicyVersion(
  ctx: IamContext,
  input: GetPolicyVersionRequest,
): Promise<GetPolicyVersionResponse> {
  const { PolicyArn: arn, VersionId: versionId } = input;
  policyKey(ctx.accountId, arn);
  const aws = findAwsPolicy(arn);
  if (aws) {
    const [version] = versionsOfAws(aws);
    if (aws.versionId !== versionId) throw noSuchVersion(arn, versionId);
    return { PolicyVersion: { ...version, Document: urlEncoded(aws.document) } };
  }
  const policy = await findPolicy(ctx.store, ctx.accountId, arn);
  const version = policy?.versions.find(({ id }) => id === versionId);
  const document = policy && (await documentOf(ctx.store, ctx.accountId, policy, versionId));
  if (!policy || !version || document === undefined) throw noSuchVersion(arn, versionId);
  return { PolicyVersion: { ...shownVersion(policy, version), Document: urlEncoded(document) } };
}
