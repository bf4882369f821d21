/** Everything about users, groups, roles and policies at once, as GetAccountAuthorizationDetails shows it. */
import { awsPolicies } from './aws-policies.ts';
import { boundaryAndTags, listedAwsPolicy, listedPolicy, shownGroup, listedUser } from './describe.ts';
import { urlEncoded } from './documents.ts';
import { groupsOf } from './groups.ts';
import { findProfile, shownInstanceProfile } from './instance-profiles.ts';
import type {
  AttachedPolicy,
  GroupDetail,
  ManagedPolicyDetail,
  PolicyDetail,
  RoleDetail,
  UserDetail,
} from './model.ts';
import { entityArn, parseEntityArn } from './names.ts';
import type { IamContext } from './parts.ts';
import { documentOf, policyArn, useCounts } from './policies.ts';
import { roleLastUsed } from './service-uses.ts';
import type { Group, Holder, ManagedPolicy, Role, User } from './store.ts';
import { withShownTrust } from './trust.ts';

export async function userDetail(ctx: IamContext, user: User): Promise<UserDetail> {
  const groups = await groupsOf(ctx.store, ctx.accountId, user);
  return {
    ...listedUser(ctx.accountId, user),
    ...(user.inline.length > 0 && { UserPolicyList: inlineOf(user) }),
    GroupList: groups.map(({ name }) => name),
    AttachedManagedPolicies: attachedOf(user),
    ...boundaryAndTags(user),
  };
}

export function groupDetail(ctx: IamContext, group: Group): GroupDetail {
  return {
    ...shownGroup(ctx.accountId, group),
    GroupPolicyList: inlineOf(group),
    AttachedManagedPolicies: attachedOf(group),
  };
}

export async function roleDetail(ctx: IamContext, role: Role): Promise<RoleDetail> {
  const { store, accountId } = ctx;
  const profiles = await Promise.all((role.instanceProfiles ?? []).map((name) => findProfile(store, accountId, name)));
  const shown = profiles
    .filter((profile) => profile !== undefined)
    .map((profile) => shownInstanceProfile(ctx, profile, 'without tags'));
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: entityArn(accountId, 'role', role),
    CreateDate: role.createdAtMs,
    AssumeRolePolicyDocument: urlEncoded((await withShownTrust(store, role)).trust),
    InstanceProfileList: await Promise.all(shown),
    RolePolicyList: inlineOf(role),
    AttachedManagedPolicies: attachedOf(role),
    ...boundaryAndTags(role),
    RoleLastUsed: await roleLastUsed(ctx, role),
  };
}

/** With all versions. */
export async function policyDetail(ctx: IamContext, policy: ManagedPolicy): Promise<ManagedPolicyDetail> {
  const { store, accountId } = ctx;
  const [uses = NO_USES] = await useCounts(store, accountId, [policyArn(accountId, policy)]);
  const documents = await Promise.all(policy.versions.map(({ id }) => documentOf(store, accountId, policy, id)));
  return {
    ...listedPolicy(accountId, policy, uses),
    ...(policy.description !== undefined && { Description: policy.description }),
    PolicyVersionList: policy.versions.map(({ id, createdAtMs }, at) => ({
      Document: urlEncoded(documents[at] ?? ''),
      VersionId: id,
      IsDefaultVersion: id === policy.defaultVersionId,
      CreateDate: createdAtMs,
    })),
  };
}

const NO_USES = { permissions: 0, boundary: 0 };

/** AWS's own that the account uses, in order of their names. */
export async function awsPolicyDetails(ctx: IamContext): Promise<readonly ManagedPolicyDetail[]> {
  const all = [...awsPolicies().values()];
  const uses = await useCounts(
    ctx.store,
    ctx.accountId,
    all.map(({ arn }) => arn),
  );
  return all.flatMap((policy, at) => {
    const used = uses[at] ?? NO_USES;
    if (used.permissions + used.boundary === 0) return [];
    const version = { Document: urlEncoded(policy.document), VersionId: policy.versionId, IsDefaultVersion: true };
    return [{ ...listedAwsPolicy(policy, used), PolicyVersionList: [{ ...version, CreateDate: policy.updatedAtMs }] }];
  });
}

function inlineOf({ inline }: Holder): readonly PolicyDetail[] {
  return inline.map(({ name, document }) => ({ PolicyName: name, PolicyDocument: urlEncoded(document) }));
}

function attachedOf({ attached }: Holder): readonly AttachedPolicy[] {
  return attached.map((arn) => ({ PolicyName: parseEntityArn(arn, 'policy')?.name ?? arn, PolicyArn: arn }));
}
