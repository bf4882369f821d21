/** What access.ts asks about: the ARN of a user, group, role or policy as it is stored, and the condition keys that it brings. */
import { findHolder } from './holders.ts';
import type { Tag } from './model.ts';
import { entityArn, parseEntityArn, rootArn } from './names.ts';
import type { IamContext } from './parts.ts';
import { findPolicy } from './policies.ts';
import type { EntityKind, Tags } from './store.ts';

export type ConditionKeys = Readonly<Record<string, string | readonly string[]>>;

export interface Target {
  readonly resource: string;
  readonly context: ConditionKeys;
}

export async function userTarget(ctx: IamContext, name: string): Promise<Target> {
  const user = await findHolder(ctx.store, ctx.accountId, 'user', name);
  return {
    resource: newArn(ctx, 'user', name, user?.path),
    context: { ...tagged(user?.tags), ...boundaryKey(user?.boundaryArn) },
  };
}

export async function groupTarget(ctx: IamContext, name: string): Promise<Target> {
  const group = await findHolder(ctx.store, ctx.accountId, 'group', name);
  return { resource: newArn(ctx, 'group', name, group?.path), context: {} };
}

export async function roleTarget(ctx: IamContext, name: string): Promise<Target> {
  const role = await findHolder(ctx.store, ctx.accountId, 'role', name);
  return {
    resource: newArn(ctx, 'role', name, role?.path),
    context: { ...tagged(role?.tags), ...boundaryKey(role?.boundaryArn) },
  };
}

export async function policyTarget(ctx: IamContext, arn: string): Promise<Target> {
  const policy = await findPolicy(ctx.store, ctx.accountId, arn);
  return { resource: arn, context: tagged(policy?.tags) };
}

export function rootTarget(ctx: IamContext): Target {
  return { resource: rootArn(ctx.accountId), context: {} };
}

/** Of one that is not there, or not yet. */
export function newArn(ctx: IamContext, kind: EntityKind, name: string, path = '/'): string {
  return entityArn(ctx.accountId, kind, { path, name });
}

/** The ARN after a change of name or path. */
export function movedTo(from: Target, name: string | undefined, path: string | undefined): string {
  const kind = from.resource.includes(':group/') ? 'group' : 'user';
  const at = parseEntityArn(from.resource, kind);
  if (!at) return from.resource;
  return entityArn(at.accountId, kind, { path: path ?? at.path, name: name ?? at.name });
}

export function boundaryKey(arn: string | undefined): ConditionKeys {
  return arn === undefined ? {} : { 'iam:PermissionsBoundary': arn };
}

export function requestedTags(tags: readonly Tag[]): ConditionKeys {
  if (tags.length === 0) return {};
  const requested = tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value]);
  return { ...Object.fromEntries(requested), 'aws:TagKeys': tags.map(({ Key }) => Key) };
}

export function tagged(tags: Tags = {}): ConditionKeys {
  const pairs = Object.entries(tags);
  return Object.fromEntries([
    ...pairs.map(([key, value]) => [`aws:ResourceTag/${key}`, value]),
    ...pairs.map(([key, value]) => [`iam:ResourceTag/${key}`, value]),
  ]);
}
