/** Records as the API shows them. Lists show less than single answers ("a subset of the available attributes"). */
import type { AwsPolicy } from './aws-policies.ts';
import { urlEncoded } from './documents.ts';
import type {
  AttachedPermissionsBoundary,
  Group as GroupShape,
  Policy as PolicyShape,
  Role as RoleShape,
  RoleLastUsed,
  User as UserShape,
} from './model.ts';
import { entityArn } from './names.ts';
import type { UseCounts } from './policies.ts';
import type { Group, ManagedPolicy, Role, User } from './store.ts';
import { tagList } from './tags.ts';

export function listedUser(accountId: string, user: User): UserShape {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: entityArn(accountId, 'user', user),
    CreateDate: user.createdAtMs,
  };
}

export function shownUser(accountId: string, user: User): UserShape {
  return { ...listedUser(accountId, user), ...boundaryAndTags(user) };
}

export function listedRole(accountId: string, role: Role): RoleShape {
  return {
    ...madeRole(accountId, role),
    ...(role.description !== undefined && { Description: role.description }),
    MaxSessionDuration: role.maxSessionSeconds,
  };
}

/** As CreateRole answers: without description and duration (recorded from AWS, 2026-02-11). */
export function madeRole(accountId: string, role: Role): RoleShape {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: entityArn(accountId, 'role', role),
    CreateDate: role.createdAtMs,
    AssumeRolePolicyDocument: urlEncoded(role.trust),
  };
}

export function shownRole(accountId: string, role: Role, lastUsed: RoleLastUsed): RoleShape {
  return { ...listedRole(accountId, role), ...boundaryAndTags(role), RoleLastUsed: lastUsed };
}

export function boundaryAndTags(holder: Pick<User, 'boundaryArn' | 'tags'>): {
  readonly PermissionsBoundary?: AttachedPermissionsBoundary;
  readonly Tags?: ReturnType<typeof tagList>;
} {
  const tags = tagList(holder.tags);
  return {
    ...(holder.boundaryArn !== undefined && {
      PermissionsBoundary: {
        PermissionsBoundaryType: 'PermissionsBoundaryPolicy' as const,
        PermissionsBoundaryArn: holder.boundaryArn,
      },
    }),
    ...(tags.length > 0 && { Tags: tags }),
  };
}

export function shownGroup(accountId: string, group: Group): GroupShape {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: entityArn(accountId, 'group', group),
    CreateDate: group.createdAtMs,
  };
}

export function listedPolicy(accountId: string, policy: ManagedPolicy, uses: UseCounts): PolicyShape {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: entityArn(accountId, 'policy', policy),
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: uses.permissions,
    PermissionsBoundaryUsageCount: uses.boundary,
    IsAttachable: true,
    CreateDate: policy.createdAtMs,
    UpdateDate: policy.updatedAtMs,
  };
}

export function listedAwsPolicy(policy: AwsPolicy, uses: UseCounts): PolicyShape {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.versionId,
    AttachmentCount: uses.permissions,
    PermissionsBoundaryUsageCount: uses.boundary,
    IsAttachable: true,
    CreateDate: policy.createdAtMs,
    UpdateDate: policy.updatedAtMs,
  };
}
