/**
 * How each operation is authorized: which condition keys go with which action is as the service authorization reference
 * has it (2026-11-24). ARNs are those of the records, so that a path or a case other than the stored one hides nothing.
 */
import { WireError } from '../../wire/error.ts';
import type { AccessCheck, AccessTable } from '../service.ts';
import { accountAccess } from './access-account.ts';
import { findPointer } from './access-keys.ts';
import { mfaAccess } from './access-mfa.ts';
import { oidcAccess } from './access-oidc.ts';
import { readingAccess } from './access-reading.ts';
import { profileAccess } from './access-profiles.ts';
import {
  both,
  creation,
  newBoundaryKey,
  onAccount,
  onGroup,
  onMeantUser,
  onPath,
  onPolicy,
  onRole,
  onUser,
  policyArnKey,
  requestTags,
  tagKeys,
} from './access-rows.ts';
import { boundaryKey, groupTarget, movedTo, newArn, rootTarget, userTarget } from './access-targets.ts';
import type { Operations } from './model.ts';
import type { IamContext, IamParts } from './parts.ts';

export const iamAccess: AccessTable<IamParts, Operations> = {
  ...accountAccess,
  ...mfaAccess,
  ...oidcAccess,
  ...readingAccess,
  ...profileAccess,
  AddUserToGroup: onGroup('iam:AddUserToGroup'),
  AttachGroupPolicy: onGroup('iam:AttachGroupPolicy', policyArnKey),
  AttachRolePolicy: onRole('iam:AttachRolePolicy', policyArnKey),
  AttachUserPolicy: onUser('iam:AttachUserPolicy', policyArnKey),
  CreateAccessKey: onMeantUser('iam:CreateAccessKey'),
  CreateGroup: {
    actions: ['iam:CreateGroup'],
    checks: (ctx, input) => [
      { action: 'iam:CreateGroup', resource: newArn(ctx, 'group', input.GroupName, input.Path) },
    ],
  },
  CreatePolicy: {
    actions: ['iam:CreatePolicy', 'iam:TagPolicy'],
    checks: (ctx, input) => {
      const resource = newArn(ctx, 'policy', input.PolicyName, input.Path);
      return creation('iam:CreatePolicy', 'iam:TagPolicy', resource, input.Tags, {});
    },
  },
  CreatePolicyVersion: onPolicy('iam:CreatePolicyVersion'),
  CreateRole: {
    actions: ['iam:CreateRole', 'iam:TagRole'],
    checks: (ctx, input) => {
      const resource = newArn(ctx, 'role', input.RoleName, input.Path);
      return creation('iam:CreateRole', 'iam:TagRole', resource, input.Tags, boundaryKey(input.PermissionsBoundary));
    },
  },
  CreateUser: {
    actions: ['iam:CreateUser', 'iam:TagUser'],
    checks: (ctx, input) => {
      const resource = newArn(ctx, 'user', input.UserName, input.Path);
      return creation('iam:CreateUser', 'iam:TagUser', resource, input.Tags, boundaryKey(input.PermissionsBoundary));
    },
  },
  DeleteAccessKey: onMeantUser('iam:DeleteAccessKey'),
  DeleteGroup: onGroup('iam:DeleteGroup'),
  DeleteGroupPolicy: onGroup('iam:DeleteGroupPolicy'),
  DeletePolicy: onPolicy('iam:DeletePolicy'),
  DeletePolicyVersion: onPolicy('iam:DeletePolicyVersion'),
  DeleteRole: onRole('iam:DeleteRole'),
  DeleteRolePermissionsBoundary: onRole('iam:DeleteRolePermissionsBoundary'),
  DeleteRolePolicy: onRole('iam:DeleteRolePolicy'),
  DeleteUser: onUser('iam:DeleteUser'),
  DeleteUserPermissionsBoundary: onUser('iam:DeleteUserPermissionsBoundary'),
  DeleteUserPolicy: onUser('iam:DeleteUserPolicy'),
  DetachGroupPolicy: onGroup('iam:DetachGroupPolicy', policyArnKey),
  DetachRolePolicy: onRole('iam:DetachRolePolicy', policyArnKey),
  DetachUserPolicy: onUser('iam:DetachUserPolicy', policyArnKey),
  GetAccessKeyLastUsed: { actions: ['iam:GetAccessKeyLastUsed'], checks: lastUsedChecks },
  GetAccountSummary: onAccount('iam:GetAccountSummary'),
  GetGroup: onGroup('iam:GetGroup'),
  GetGroupPolicy: onGroup('iam:GetGroupPolicy'),
  GetPolicy: onPolicy('iam:GetPolicy'),
  GetPolicyVersion: onPolicy('iam:GetPolicyVersion'),
  GetRole: onRole('iam:GetRole'),
  GetRolePolicy: onRole('iam:GetRolePolicy'),
  GetUser: onMeantUser('iam:GetUser'),
  GetUserPolicy: onUser('iam:GetUserPolicy'),
  ListAccessKeys: onMeantUser('iam:ListAccessKeys'),
  ListAttachedGroupPolicies: onGroup('iam:ListAttachedGroupPolicies'),
  ListAttachedRolePolicies: onRole('iam:ListAttachedRolePolicies'),
  ListAttachedUserPolicies: onUser('iam:ListAttachedUserPolicies'),
  ListEntitiesForPolicy: onPolicy('iam:ListEntitiesForPolicy'),
  ListGroupPolicies: onGroup('iam:ListGroupPolicies'),
  ListGroups: onPath('iam:ListGroups', 'group'),
  ListGroupsForUser: onUser('iam:ListGroupsForUser'),
  ListInstanceProfilesForRole: onRole('iam:ListInstanceProfilesForRole'),
  ListPolicies: onPath('iam:ListPolicies', 'policy'),
  ListPolicyTags: onPolicy('iam:ListPolicyTags'),
  ListPolicyVersions: onPolicy('iam:ListPolicyVersions'),
  ListRolePolicies: onRole('iam:ListRolePolicies'),
  ListRoles: onPath('iam:ListRoles', 'role'),
  ListRoleTags: onRole('iam:ListRoleTags'),
  ListUserPolicies: onUser('iam:ListUserPolicies'),
  ListUsers: onPath('iam:ListUsers', 'user'),
  ListUserTags: onUser('iam:ListUserTags'),
  PutGroupPolicy: onGroup('iam:PutGroupPolicy'),
  PutRolePermissionsBoundary: onRole('iam:PutRolePermissionsBoundary', newBoundaryKey),
  PutRolePolicy: onRole('iam:PutRolePolicy'),
  PutUserPermissionsBoundary: onUser('iam:PutUserPermissionsBoundary', newBoundaryKey),
  PutUserPolicy: onUser('iam:PutUserPolicy'),
  RemoveUserFromGroup: onGroup('iam:RemoveUserFromGroup'),
  SetDefaultPolicyVersion: onPolicy('iam:SetDefaultPolicyVersion'),
  TagPolicy: onPolicy('iam:TagPolicy', requestTags),
  TagRole: onRole('iam:TagRole', requestTags),
  TagUser: onUser('iam:TagUser', requestTags),
  UntagPolicy: onPolicy('iam:UntagPolicy', tagKeys),
  UntagRole: onRole('iam:UntagRole', tagKeys),
  UntagUser: onUser('iam:UntagUser', tagKeys),
  UpdateAccessKey: onMeantUser('iam:UpdateAccessKey'),
  UpdateAssumeRolePolicy: onRole('iam:UpdateAssumeRolePolicy'),
  UpdateGroup: {
    actions: ['iam:UpdateGroup'],
    checks: async (ctx, input) => {
      const from = await groupTarget(ctx, input.GroupName);
      return both('iam:UpdateGroup', from, movedTo(from, input.NewGroupName, input.NewPath));
    },
  },
  UpdateRole: onRole('iam:UpdateRole'),
  UpdateRoleDescription: onRole('iam:UpdateRoleDescription'),
  UpdateUser: {
    actions: ['iam:UpdateUser'],
    checks: async (ctx, input) => {
      const from = await userTarget(ctx, input.UserName);
      return both('iam:UpdateUser', from, movedTo(from, input.NewUserName, input.NewPath));
    },
  },
};

/** A key that is not the account's is nothing that it could know of (words recorded from AWS, 2026-02-24). */
async function lastUsedChecks(
  ctx: IamContext,
  input: { readonly AccessKeyId: string },
): Promise<readonly AccessCheck[]> {
  const action = 'iam:GetAccessKeyLastUsed';
  const pointer = await findPointer(ctx.store, input.AccessKeyId);
  if (pointer?.accountId !== ctx.accountId) {
    const message = `User: ${ctx.principal.arn} is not authorized to perform ${action} on resource: access key ${input.AccessKeyId}`;
    throw new WireError('AccessDenied', 403, message);
  }
  const target = pointer.userName === undefined ? rootTarget(ctx) : await userTarget(ctx, pointer.userName);
  return [{ action, ...target }];
}
