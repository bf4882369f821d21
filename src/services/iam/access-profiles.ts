/** Access to instance profiles and service-linked roles. */
import type { Access, AccessTable } from '../service.ts';
import { creation, on, onAccount, onRole, requestTags, tagKeys, type KeysOf } from './access-rows.ts';
import { tagged, type Target } from './access-targets.ts';
import { findProfile, profileArn } from './instance-profiles.ts';
import type { Operations } from './model.ts';
import type { IamContext, IamParts } from './parts.ts';

export const profileAccess: AccessTable<IamParts, Operations> = {
  AddRoleToInstanceProfile: onProfile('iam:AddRoleToInstanceProfile'),
  CreateInstanceProfile: {
    actions: ['iam:CreateInstanceProfile', 'iam:TagInstanceProfile'],
    checks: (ctx, { InstanceProfileName: name, Path: path = '/', Tags: tags }) => {
      const resource = profileArn(ctx.accountId, { path, name });
      return creation('iam:CreateInstanceProfile', 'iam:TagInstanceProfile', resource, tags);
    },
  },
  CreateServiceLinkedRole: {
    actions: ['iam:CreateServiceLinkedRole'],
    checks: (ctx, input) => [
      {
        action: 'iam:CreateServiceLinkedRole',
        resource: `arn:aws:iam::${ctx.accountId}:role/aws-service-role/${input.AWSServiceName}/*`,
        context: { 'iam:AWSServiceName': input.AWSServiceName },
      },
    ],
  },
  DeleteInstanceProfile: onProfile('iam:DeleteInstanceProfile'),
  DeleteServiceLinkedRole: onRole('iam:DeleteServiceLinkedRole'),
  GetInstanceProfile: onProfile('iam:GetInstanceProfile'),
  GetServiceLinkedRoleDeletionStatus: {
    actions: ['iam:GetServiceLinkedRoleDeletionStatus'],
    checks: (ctx, { DeletionTaskId: taskId }) => [
      { action: 'iam:GetServiceLinkedRoleDeletionStatus', resource: taskRole(ctx, taskId) },
    ],
  },
  ListInstanceProfiles: onAccount('iam:ListInstanceProfiles'),
  ListInstanceProfileTags: onProfile('iam:ListInstanceProfileTags'),
  RemoveRoleFromInstanceProfile: onProfile('iam:RemoveRoleFromInstanceProfile'),
  TagInstanceProfile: onProfile('iam:TagInstanceProfile', requestTags),
  UntagInstanceProfile: onProfile('iam:UntagInstanceProfile', tagKeys),
};

function onProfile<More = unknown>(
  action: string,
  keysOf: KeysOf<More> = () => ({}),
): Access<IamParts, More & { readonly InstanceProfileName: string }> {
  const target = async (ctx: IamContext, { InstanceProfileName: name }: { readonly InstanceProfileName: string }) => {
    const profile = await findProfile(ctx.store, ctx.accountId, name);
    return targetOf(profileArn(ctx.accountId, { path: profile?.path ?? '/', name }), profile?.tags);
  };
  return on(action, target, keysOf);
}

const targetOf = (resource: string, tags: Parameters<typeof tagged>[0]): Target => ({
  resource,
  context: tagged(tags),
});

/** `task/aws-service-role/<service>/<role>/<id>` is of that role. */
function taskRole(ctx: IamContext, taskId: string): string {
  const [, ...path] = taskId.split('/').slice(0, -1);
  return `arn:aws:iam::${ctx.accountId}:role/${path.join('/')}`;
}
