/** The rows of access tables that many operations share. */
import type { Access, AccessCheck } from '../service.ts';
import { holderMeant } from './access-keys.ts';
import {
  boundaryKey,
  type ConditionKeys,
  groupTarget,
  newArn,
  policyTarget,
  requestedTags,
  roleTarget,
  rootTarget,
  type Target,
  userTarget,
} from './access-targets.ts';
import type { Tag } from './model.ts';
import type { IamContext, IamParts } from './parts.ts';
import type { EntityKind } from './store.ts';

/** Of what the input says, beside those of the resource. */
export type KeysOf<Input> = (input: Input) => ConditionKeys;

export function onUser<More = unknown>(
  action: string,
  keysOf: KeysOf<More> = () => ({}),
): Access<IamParts, More & { readonly UserName: string }> {
  return on(action, (ctx, input: { readonly UserName: string }) => userTarget(ctx, input.UserName), keysOf);
}

/** The user may be left out: then the caller, who may be the root user. */
export function onMeantUser(action: string): Access<IamParts, { readonly UserName?: string | undefined }> {
  return on(action, (ctx, { UserName }: { readonly UserName?: string | undefined }) => {
    const holder = holderMeant(ctx, UserName);
    return holder === 'root' ? rootTarget(ctx) : userTarget(ctx, holder.userName);
  });
}

export function onGroup<More = unknown>(
  action: string,
  keysOf: KeysOf<More> = () => ({}),
): Access<IamParts, More & { readonly GroupName: string }> {
  return on(action, (ctx, input: { readonly GroupName: string }) => groupTarget(ctx, input.GroupName), keysOf);
}

export function onRole<More = unknown>(
  action: string,
  keysOf: KeysOf<More> = () => ({}),
): Access<IamParts, More & { readonly RoleName: string }> {
  return on(action, (ctx, input: { readonly RoleName: string }) => roleTarget(ctx, input.RoleName), keysOf);
}

export function onPolicy<More = unknown>(
  action: string,
  keysOf: KeysOf<More> = () => ({}),
): Access<IamParts, More & { readonly PolicyArn: string }> {
  return on(action, (ctx, input: { readonly PolicyArn: string }) => policyTarget(ctx, input.PolicyArn), keysOf);
}

export function on<Named, More = unknown>(
  action: string,
  targetOf: (ctx: IamContext, input: Named) => Target | Promise<Target>,
  keysOf: KeysOf<More> = () => ({}),
): Access<IamParts, More & Named> {
  return {
    actions: [action],
    checks: async (ctx, input) => {
      const { resource, context } = await targetOf(ctx, input);
      return [{ action, resource, context: { ...context, ...keysOf(input) } }];
    },
  };
}

/** Lists are of the path below which they look: `arn:aws:iam::<account>:user/`. */
export function onPath(
  action: string,
  kind: EntityKind,
): Access<IamParts, { readonly PathPrefix?: string | undefined }> {
  return {
    actions: [action],
    checks: (ctx, input) => [{ action, resource: newArn(ctx, kind, '', input.PathPrefix) }],
  };
}

export function policyArnKey(input: { readonly PolicyArn: string }): ConditionKeys {
  return { 'iam:PolicyARN': input.PolicyArn };
}

export function newBoundaryKey(input: { readonly PermissionsBoundary: string }): ConditionKeys {
  return boundaryKey(input.PermissionsBoundary);
}

export function requestTags(input: { readonly Tags: readonly Tag[] }): ConditionKeys {
  return requestedTags(input.Tags);
}

export function tagKeys(input: { readonly TagKeys: readonly string[] }): ConditionKeys {
  return { 'aws:TagKeys': [...input.TagKeys] };
}

/** "To create with tags you must have permission to tag" (IAM user guide, tagging, 2026-11-24). */
export function creation(
  action: string,
  tagging: string,
  resource: string,
  tags: readonly Tag[] = [],
  keys: ConditionKeys = {},
): readonly AccessCheck[] {
  const context = { ...requestedTags(tags), ...keys };
  const create = { action, resource, context };
  return tags.length === 0 ? [create] : [create, { action: tagging, resource, context: requestedTags(tags) }];
}

/** "You must have permission on both the source and the target" (UpdateUser, UpdateGroup, API reference, 2026-11-24). */
export function both(action: string, from: Target, to: string): readonly AccessCheck[] {
  const check = { action, resource: from.resource, context: from.context };
  return to === from.resource ? [check] : [check, { action, resource: to, context: from.context }];
}

/** Of the account as a whole: no resource. */
export function onAccount(action: string): Access<IamParts, unknown> {
  return { actions: [action], checks: () => [{ action, resource: '*' }] };
}
