/** Versions of managed policies. */
import type { AwsPolicy } from './aws-policies.ts';
import { checkDocument, sizeOf } from './documents.ts';
import { overQuota } from './errors.ts';
import { countOf } from './holders.ts';
import { MANAGED_POLICY_SIZE, POLICY_VERSIONS_IN_USE_MAX } from './limits.ts';
import type { PolicyVersion } from './model.ts';
import type { IamContext } from './parts.ts';
import type { ManagedPolicy } from './store.ts';

/** Throws MalformedPolicyDocument and LimitExceeded. */
export function checkManagedDocument(document: string): void {
  checkDocument(document, 'identity', { version2012: true });
  // "Cannot exceed quota for PolicySize: 6144" (public reports, 2026-11-24).
  if (sizeOf(document) > MANAGED_POLICY_SIZE) throw overQuota('PolicySize', MANAGED_POLICY_SIZE);
}

export async function checkVersionQuota(ctx: IamContext): Promise<void> {
  if ((await countOf(ctx, 'version')) < POLICY_VERSIONS_IN_USE_MAX) return;
  throw overQuota('PolicyVersionsInUse', POLICY_VERSIONS_IN_USE_MAX);
}

export function shownVersion(policy: ManagedPolicy, version: ManagedPolicy['versions'][number]): PolicyVersion {
  return {
    VersionId: version.id,
    IsDefaultVersion: version.id === policy.defaultVersionId,
    CreateDate: version.createdAtMs,
  };
}

/** Older versions of AWS's own policies are not known here. */
export function versionsOfAws(policy: AwsPolicy): readonly PolicyVersion[] {
  return [{ VersionId: policy.versionId, IsDefaultVersion: true, CreateDate: policy.updatedAtMs }];
}
